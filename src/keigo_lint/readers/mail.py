"""Mail (`.eml`): its subject and its text, or its HTML where it has no text, are the draft.

The subject is the draft's heading and its name. Quoted lines (`>`), what stands below 「Original Message」 and `<blockquote>` are what the customer
wrote: they become the incoming message. The date of the mail is when it is sent. Attachments are left alone.

A part of 7 or 8 bits, ISO-2022-JP too, stands in the draft as it does in the file. In quoted-printable a character stands where its bytes are written
(`=E3=81=82`), soft line breaks left out; in base64 it stands where the base64 digits are that hold its bytes, which may hold bits of its neighbours.
Neither of these two, nor the subject, is ever rewritten.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from email.errors import StartBoundaryNotFoundDefect
from email.header import decode_header
from email.message import Message
from email.parser import Parser
from email.policy import compat32
from email.utils import parsedate_to_datetime
from functools import lru_cache

from keigo_lint.encoding import EncodingError, decode_part, newline_of
from keigo_lint.language import Said
from keigo_lint.model import Context, Span
from keigo_lint.readers import DEFAULTS, Extract, Problem, ReaderOptions, html
from keigo_lint.readers.pieces import Map, Pieces
from keigo_lint.rulebook import builtin_file

_HEADER = re.compile(r"(?:From [^\r\n]*\r?\n)?[!-9;-~]+[ \t]*:")
_HEAD_END = re.compile(r"(?:\r\n|\r|\n)(?:\r\n|\r|\n)")
_SUBJECT = re.compile(r"(?im)^subject[ \t]*:[ \t]*((?:[^\r\n]|\r?\n[ \t])*)")
_QUOTED = re.compile(r"(?m)^[ \t]*[>＞][^\r\n]*(?:\r\n|\r|\n|\Z)")
_LONGEST_SUBJECT = 20_000  # characters as written; a longer one is not decoded, which takes square time
_BYTE = re.compile(r"=([0-9A-Fa-f]{2})|=[ \t]*(?:\r\n|\r|\n)|[\s\S]")


class _MailError(Exception):
    def __init__(self, at: int, said: Said) -> None:
        super().__init__(said.en)
        self.at, self.said = at, said


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a mail: its head, and the range of the file that its content is written in."""

    message: Message
    head: int
    start: int
    content: str


def read(text: str, path: str | None, options: ReaderOptions = DEFAULTS) -> tuple[list[Extract], list[Problem]]:
    """Return the mail as one draft; a mail that cannot be read is one problem."""
    try:
        return [_extract(text, path, options)], []
    except _MailError as error:
        line = text.count("\n", 0, error.at) + 1
        return [], [Problem(line, error.said, error.at - text.rfind("\n", 0, error.at))]


def _extract(text: str, path: str | None, options: ReaderOptions) -> Extract:
    if not _HEADER.match(text):
        raise _MailError(0, Said("メールのヘッダーがありません", "this is no mail: it has no header"))
    message = Parser(policy=compat32).parsestr(text)
    parts = [p for p in _parts(message, text, 0) if p.message.get_content_disposition() != "attachment"]
    wanted = next((p for kind in ("text/plain", "text/html") for p in parts if p.message.get_content_type() == kind and p.content.strip()), None)
    if wanted is None:
        raise _MailError(0, Said("本文（text/plain か text/html）がありません", "it has no text: neither text/plain nor text/html"))
    # The mail as it reads: subject and decoded text, with the way back to the file.
    mail = Pieces(text)
    subject = _subject(mail, message)
    begin = mail.length
    writable = _add(mail, wanted)
    read_text, back = mail.joined(), mail.map()
    pieces = Pieces(read_text)
    pieces.take(0, begin)
    pieces.mark("heading", 0)
    pieces.mark("fixed", 0)
    if wanted.message.get_content_type() == "text/html":
        html.collect(pieces, begin, len(read_text), options)
        incoming = "\n".join(pieces.joined()[z.span.start : z.span.end] for z in pieces.zones if z.kind == "quote").strip()
        as_written: Callable[[str], str] = html.Writer(text)
    else:
        incoming = _answer(pieces, begin)
        newline = newline_of(text)

        def as_written(inserted: str) -> str:
            return inserted.replace("\n", newline)

    context = Context(incoming=incoming or None, sent_at=_date(message))
    inner = pieces.extract(as_written, path, subject or None, context=context, template=options.template)
    return replace(inner, to_source=_Way(pieces.map(), back), writable=writable)


@dataclass(frozen=True, slots=True)
class _Way:
    """The way from the draft over the decoded mail to the file."""

    inner: Map
    outer: Map

    def __call__(self, span: Span) -> Span:
        return self.outer(self.inner(span))


def _parts(message: Message, text: str, head: int) -> Iterator[_Part]:
    """Yield the parts that hold no others, with their places. Raises _MailError where one does not begin or cannot be read."""
    ends = _HEAD_END.search(text, max(0, head - 1))
    first = text[head : head + 2]
    start = head + len(first) - len(first.lstrip("\r\n")) if first[:1] in ("\r", "\n") else ends.end() if ends else len(text)
    if not message.is_multipart():
        payload = message.get_payload()
        if message.get_content_maintype() == "multipart" or any(isinstance(d, StartBoundaryNotFoundDefect) for d in message.defects):
            raise _MailError(
                head, Said("multipart の区切り（boundary）が本文にありません", "the boundary of this multipart message does not occur in it")
            )
        content = payload if isinstance(payload, str) else ""
        found = start if text.startswith(content, start) else text.find(content, head)
        if content and found >= 0:
            yield _Part(message, head, found, content)
        return
    boundary = message.get_boundary()
    line = re.compile(rf"(?m)^--{re.escape(boundary or '')}[ \t]*(?:\r\n|\r|\n)")
    at = start
    for inner in message.get_payload():
        opened = line.search(text, at) if boundary is not None and isinstance(inner, Message) else None
        if opened is None or not isinstance(inner, Message):
            return
        at = opened.end()
        if message.get_content_type() != "message/rfc822":
            yield from _parts(inner, text, at)


def _subject(mail: Pieces, message: Message) -> str:
    """Add the subject and an empty line; return the subject."""
    head = _HEAD_END.search(mail.source)
    found = _SUBJECT.search(mail.source, 0, head.end() if head else len(mail.source))
    if found is None or not found[1].strip():
        return ""
    written = found[1].rstrip()
    parts = decode_header(re.sub(r"\r?\n[ \t]+", " ", written)) if len(written) <= _LONGEST_SUBJECT else [(written, None)]
    said = "".join(p if isinstance(p, str) else _text_of(p, charset) for p, charset in parts)
    if said == written:
        mail.take(found.start(1), found.start(1) + len(written))
    else:
        mail.write(said, found.start(1), found.start(1) + len(written), seam=False)
    mail.write("\n\n", found.start(1) + len(written), found.end(1), seam=False)
    return said


def _text_of(data: bytes, charset: str | None) -> str:
    try:
        return decode_part(data, charset or "ascii")[0]
    except EncodingError:
        return data.decode("utf-8", "replace")


def _add(mail: Pieces, part: _Part) -> bool:
    """Add the decoded content of a part; tell whether it may be edited in place."""
    coding = str(part.message.get("Content-Transfer-Encoding", "7bit")).strip().lower()
    if coding in ("", "7bit", "8bit", "binary"):
        mail.take(part.start, part.start + len(part.content))
        return True
    if coding == "quoted-printable":
        data, places = _quoted_printable(part)
    elif coding == "base64":
        data, places = _base64(part)
    else:
        raise _MailError(part.head, Said(f"知らない転送エンコーディングです（{coding}）", f"unknown Content-Transfer-Encoding {coding!r}"))
    try:
        text, starts = decode_part(data, str(part.message.get_content_charset("ascii")))
    except EncodingError as error:
        raise _MailError(part.head, error.said) from None
    starts.append(len(data))
    for i, character in enumerate(text):
        last = starts[i + 1] - 1
        mail.write(character, places[starts[i]].start, places[max(starts[i], last)].end, seam=False)
    return False


def _quoted_printable(part: _Part) -> tuple[bytes, list[Span]]:
    """Return the bytes of a part, each with its place in the file."""
    data = bytearray()
    places: list[Span] = []
    for found in _BYTE.finditer(part.content):
        written = found.group()
        said = bytes.fromhex(found[1]) if found[1] else b"" if written[0] == "=" and len(written) > 1 else written.encode("utf-8")
        data += said
        places += [Span(part.start + found.start(), part.start + found.end())] * len(said)
    return bytes(data), places


def _base64(part: _Part) -> tuple[bytes, list[Span]]:
    """Return the bytes of a part, each with the base64 digits that hold it."""
    digits = [i for i, c in enumerate(part.content) if not c.isspace() and c != "="]
    written = "".join(part.content[i] for i in digits)
    try:
        data = base64.b64decode(written + "=" * (-len(written) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        wrong = re.search(r"[^A-Za-z0-9+/=\s]", part.content)
        at = part.start + (wrong.start() if wrong else 0)
        raise _MailError(at, Said("base64 として読めません", f"this cannot be read as base64 ({error})")) from None
    return data, [Span(part.start + digits[b * 4 // 3], part.start + digits[min(len(digits) - 1, (b * 8 + 7) // 6)] + 1) for b in range(len(data))]


def _answer(pieces: Pieces, begin: int) -> str:
    """Add the text of a mail up to the message that it answers, as far as that stands below it; return the message that it answers."""
    text = pieces.source
    answered = min((m.start() for raw in _answered() for m in [raw.search(text, begin)] if m), default=len(text))
    pieces.take(begin, answered)
    below = text[answered:].split("\n\n", 1)[-1] if answered < len(text) else ""
    lines = []
    for raw in _introduced():
        for found in raw.finditer(text, begin, answered):
            if _QUOTED.match(text, len(text) - len(text[found.end() :].lstrip("\r\n"))) or not text[found.end() : answered].strip():
                pieces.mark("quote", found.start(), found.end())
    for found in _QUOTED.finditer(text, begin, answered):
        mark = re.compile(r"[ \t]*[>＞][ 　]?").match(found.group())
        line = found.group()[mark.end() :] if mark else ""
        if not line.lstrip().startswith((">", "＞")):
            lines.append(line)
    return ("".join(lines).strip() or below.strip()).replace("\r\n", "\n")


@lru_cache(maxsize=1)
def _answered() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(raw, re.M) for raw in builtin_file("zones")["answered"])


@lru_cache(maxsize=1)
def _introduced() -> tuple[re.Pattern[str], ...]:
    zones = builtin_file("zones")
    return tuple(re.compile(raw, re.M) for raw in (*zones["introduced"], *zones["introduced_surely"]))


def _date(message: Message) -> datetime | None:
    try:
        return parsedate_to_datetime(str(message["Date"])) if message["Date"] else None
    except ValueError:
        return None
