"""Replies put together from pieces, the same ones for the same seed. At least nine of ten sentences are distinct."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

FAMILY = "佐久間 榊原 小野寺 三枝 堀口 早乙女 立花 相良 八木沢 若槻 長谷部 宇佐美 神宮寺 瀬川 真壁 古賀 日向 桐生 安積 棚橋".split()
SHOPS = "青葉雑貨店 みずほ家具 ひより製菓 北辰スポーツ かもめ書房 すずらん薬局 東雲時計店 つばき旅館 風見自転車 森の台所".split()
COLOURS = "紺色 生成り 深緑 えんじ 灰色 水色 山吹色 白 黒 桜色".split()
GOODS = (
    "片手鍋 電気毛布 折りたたみ机 腕時計 加湿器 通学かばん 焼き菓子の詰め合わせ 座椅子 万年筆 雨傘 掛け布団 水筒 卓上照明 登山靴 湯飲み 手帳 電気ポット 毛糸の帽子 木の積み木 "
    "観葉植物"
).split()
PARTS = "取っ手 ふた 留め金 電源コード 底の板 縫い目 箱の角 説明書 車輪 文字盤".split()
TROUBLES = "が割れていた が外れていた が届いていなかった に傷があった の色が違っていた が動かなかった が濡れていた が二つ入っていた が曲がっていた が汚れていた".split()
WHERE = "出荷前の検品 倉庫での仕分け 伝票の印刷 注文の登録 梱包の工程 在庫の数え直し 配送会社への引き渡し 担当者どうしの引き継ぎ".split()
FAULTS = "番号を読み違えて 棚を取り違えて 確認の印を付け忘れて 数を一つ少なく数えて 古い一覧を見て 緩衝材を入れ忘れて".split()
ACTIONS = "二人で読み合わせます 写真を残します 毎朝点検します 手順書に書き加えました 機械で照合します 責任者が確認します".split()
FEELINGS = (
    "楽しみにお待ちくださっていた お使いになる日が決まっていた 贈り物としてご用意くださった 何度もお時間を割いてくださった お急ぎでいらした".split()
)
DAYS = "月 火 水 木 金 土".split()


class Replies:
    """An endless supply of replies."""

    def __init__(self, seed: int = 7) -> None:
        self._chance = random.Random(seed)

    def _one(self, words: list[str]) -> str:
        return self._chance.choice(words)

    def _thing(self) -> str:
        return f"{self._one(COLOURS)}の{self._one(GOODS)}"

    def _date(self) -> str:
        return f"{self._chance.randint(1, 12)}月{self._chance.randint(1, 28)}日（{self._one(DAYS)}）"

    def _number(self) -> str:
        return f"{self._chance.randint(10_000, 99_999)}"

    def _yen(self) -> str:
        return f"{self._chance.randint(8, 480) * 50:,}円"

    def _body(self) -> Iterator[str]:
        one = self._one
        yield f"{one(SHOPS)}お客様係（内線{self._number()}）の{one(FAMILY)}でございます。"
        yield f"このたびは、{self._date()}にお届けした{self._thing()}の{one(PARTS)}{one(TROUBLES)}とのこと、誠に申し訳ございません。"
        yield f"{self._thing()}を{one(FEELINGS)}のに、{self._date()}までお待たせしてしまいました。"
        yield f"ご注文番号{self._number()}について調べましたところ、{one(WHERE)}の際に{one(FAULTS)}、{one(PARTS)}を見落としておりました。"
        yield f"{self._date()}からは{one(WHERE)}のとき、{one(PARTS)}を{self._chance.randint(2, 9)}回、{one(ACTIONS)}。点検表の番号は{self._number()}です。"
        yield one([
            f"つきましては、新しい{self._thing()}を{self._date()}にお届けするか、代金{self._yen()}をお返しするか、どちらがよろしいでしょうか。",
            f"{self._date()}までにご連絡いただければ、{self._thing()}を交換いたします。受付番号{self._number()}の{self._yen()}の返金も承ります。",
            f"お詫びとして{self._yen()}分のクーポンをお送りいたしますので、{self._thing()}は{self._date()}までにご返送ください。",
        ])  # fmt: skip
        yield f"恐れ入りますが、{self._thing()}の{one(PARTS)}のお写真を、受付番号{self._number()}を添えてお送りいただけますでしょうか。"
        yield one([
            f"なお、{self._date()}を過ぎた{one(GOODS)}の返品は承りかねますので、ご了承ください。",
            f"ご不明な点は、{self._chance.randint(9, 12)}時から{self._chance.randint(15, 19)}時の間に受付番号{self._number()}とお申し付けください。",
            f"{one(FAMILY)}が{self._date()}の{self._chance.randint(9, 17)}時に、あらためてお電話いたします。",
        ])  # fmt: skip
        yield f"{self._date()}の{self._thing()}の件で{one(FEELINGS)}お客様に、重ねてお詫び申し上げます。"

    def reply(self, length: int = 400) -> str:
        """Return a reply of about so many characters."""
        lines: list[str] = []
        while sum(map(len, lines)) < length:
            for line in self._body():
                lines.append(line)
                if sum(map(len, lines)) >= length:
                    break
        return f"{self._one(FAMILY)}様\n\n" + "\n".join(lines) + "\n"

    def template(self) -> str:
        """Return a reply in which a program fills in names and numbers."""
        text = self.reply()
        for old, new in ((text[: text.index("様")], "{{ name }}"), ("受付番号", "受付番号{{ ticket.id }}、"), ("代金", "代金【金額】、")):
            text = text.replace(old, new, 1)
        return text

    def line(self, characters: int) -> str:
        """Return sentences in one line."""
        pieces: list[str] = []
        length = 0
        while length < characters:
            pieces.append(self.reply().split("\n", 2)[2].replace("\n", ""))
            length += len(pieces[-1])
        return "".join(pieces)[:characters]


def jsonl(path: Path, texts: list[str]) -> Path:
    """Write drafts, one a line."""
    path.write_text("".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts), "utf-8")
    return path


def files(folder: Path, texts: list[str]) -> Path:
    """Write drafts, one a file."""
    folder.mkdir()
    for i, text in enumerate(texts):
        (folder / f"{i:05}.txt").write_text(text, "utf-8")
    return folder


def phrase_rules(folder: Path, count: int, seed: int = 11) -> Path:
    """Write so many rules that look for a phrase each, of words that the replies may have."""
    chance = random.Random(seed)
    words = [*COLOURS, *DAYS, "届ける", "待つ", "調べる", "返す", "送る", "確認", "写真", "番号", "代金", "注文", "返品", "交換", "連絡", "受付"]
    group = folder / "synthetic"
    group.mkdir(parents=True)
    for i in range(count):
        line = f"{chance.choice(words)} {chance.choice(['を', 'が', 'は', 'の', '..3'])} {chance.choice(words)} {chance.choice(['ます', 'て', 'た', '為る'])}"
        (group / f"r{i:04}.toml").write_text(
            f'title = "x"\nseverity = "info"\nmessage = "x"\nmessage_en = "x"\n[forbid]\nmatch = ["{line}"]\n', "utf-8"
        )
    return folder
