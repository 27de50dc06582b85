"""What the reporters call things in Japanese and in English."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from keigo_lint.language import Said
from keigo_lint.model import Act, Report, Severity, Value

SEVERITY: Mapping[Severity, Said] = {"error": Said("誤り", "error"), "warning": Said("警告", "warning"), "info": Said("ヒント", "info")}
SYMBOL: Mapping[Severity, str] = {"error": "✖", "warning": "▲", "info": "・"}
COLOR: Mapping[Severity, str] = {"error": "red", "warning": "yellow", "info": "cyan"}

SCENE: Mapping[str, Said] = {
    "complaint": Said("苦情への返信", "reply to a complaint"),
    "delay": Said("遅れについての返信", "message about a delay"),
    "refusal": Said("お断りの返信", "refusal"),
    "inquiry": Said("お問い合わせへの返信", "answer to a question"),
    "review": Said("口コミへの返信", "reply to a review"),
    "thanks": Said("お礼の返信", "thanks"),
    "dunning": Said("お支払いなどの催促", "reminder of payment"),
    "notice": Said("お知らせ", "notice"),
    "recall": Said("回収のお知らせ", "recall notice"),
    "data-leak": Said("情報漏えいのお知らせ", "notice of a data leak"),
    "ack": Said("受付のご連絡", "acknowledgement"),
    "other": Said("場面は不明", "unknown scene"),
}

# What a draft is checked for when it is not given: the option that gives it, and what it is called.
NEEDS: Mapping[str, tuple[str | None, Said]] = {
    "incoming": ("--incoming", Said("お客様の文面", "the customer's message")),
    "received_at": ("--received", Said("受信日時", "when it was received")),
    "sent_at": ("--now", Said("送信日時", "when it is sent")),
    "price": ("--price", Said("商品の価格", "the price")),
    "customer": (None, Said("お客様のお名前", "the customer's name")),
    "thread": (None, Said("これまでのやり取り", "the thread so far")),
}

GROUP: Mapping[str, Said] = {
    "apology": Said("お詫び", "Apologies"),
    "empathy": Said("共感", "Empathy"),
    "blame": Said("責任の押し付け", "Blame"),
    "doubt": Said("疑い", "Doubt"),
    "remedy": Said("解決策と選択肢", "Remedies and options"),
    "request": Said("お願い", "Requests"),
    "refusal": Said("お断り", "Refusals"),
    "time": Said("期日と時間", "Dates and times"),
    "answer": Said("お尋ねへの答え", "Answers"),
    "aftercare": Said("その後", "Aftercare"),
    "tone": Said("口調", "Tone"),
    "message": Said("文面の体裁", "The message as a whole"),
    "keigo": Said("敬語", "Keigo"),
    "notice": Said("お知らせ", "Notices"),
    "review": Said("口コミへの返信", "Replies to reviews"),
    "suppression": Said("抑制", "Suppressions"),
}

Trait = Callable[[Report], "bool | int"]


def _has(kind: str, **wanted: Value) -> Trait:
    return lambda report: any(act.kind == kind and all(act.attributes.get(k) == v for k, v in wanted.items()) for act in report.acts)


_APOLOGY = (Said("謝罪", "apology"), _has("apology", form="performed"))
_EMPATHY = (Said("寄り添い", "empathy"), _has("empathy"))
_CAUSE = (Said("原因", "cause"), _has("cause"))
_PREVENTION = (Said("再発防止", "prevention"), _has("prevention"))
_OPTIONS: tuple[Said, Trait] = (Said("選択肢", "options"), lambda report: report.options)
_QUESTION = (Said("お伺い", "choice question"), _has("choice-question"))
_TIME = (Said("期限", "date"), _has("time", precision="concrete"))
_CUSHION = (Said("前置き", "cushion"), _has("cushion"))
_ALTERNATIVE = (Said("代案", "alternative"), _has("refusal", alternative=True))

# What a reader wants to see at a glance in a draft of each scene.
TRAITS: Mapping[str, tuple[tuple[Said, Trait], ...]] = {
    "complaint": (_APOLOGY, _EMPATHY, _OPTIONS, _QUESTION, _TIME),
    "delay": (_APOLOGY, _EMPATHY, _CAUSE, _OPTIONS, _QUESTION, _TIME),
    "refusal": (_CUSHION, _ALTERNATIVE),
    "recall": (_APOLOGY, _CAUSE, _TIME),
    "data-leak": (_APOLOGY, _CAUSE, _PREVENTION),
}


def attributes(act: Act) -> str:
    """Return the attributes of an act in a line."""
    return " ".join(f"{k}={str(v).lower() if isinstance(v, bool) else v}" for k, v in sorted(act.attributes.items()))
