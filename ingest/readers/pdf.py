"""A PDF's bytes in, one Draft out: lines joined to paragraphs, headers left out, title and day from its metadata."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from errors import UnreadableArticle
from ingest.characters import one_line
from ingest.draft import Draft
from ingest.readers.pdf_lines import Line, lines, without_repeats

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_PAGES = 200
"""A longer one is a book, not an article."""
HEADING = 1.15
"""A heading's letters are at least so much larger than those of the text."""
GAP = 1.35
"""Lines of one paragraph stand at most so many usual distances apart."""
SMALL_GAP = 1.2
"""And so many where a sentence ends."""
SHORT = 0.8
"""A line of less than this share of the usual length that ends a sentence ends its paragraph."""
MOST_UNKNOWN = 0.03
"""Share of the characters for which the file names no letter; they stand as U+FFFD."""
HYPHENATED = 0.04
"""Where at least this share of the lines ends with a hyphen, words are divided at line ends."""
_ENDS = re.compile(r"""[.!?。！？؟۔…]["'”’»›）)\]]*$""")
_TIGHT = re.compile(
    "[\u3000-\u30ff\u3400-\u9fff\uff00-\uff65\u0e00-\u0e7f]\n|\n[\u3000-\u30ff\u3400-\u9fff\uff00-\uff65\u0e00-\u0e7f]"
)
"""A line end in text that has no spaces between words."""
_DIVIDED = re.compile(r"([^\W\d_]+)[-\u2010]$")
_NO_TITLE = re.compile(r"(?i)untitled|microsoft word\b|.*\.(?:docx?|indd|pdf|qxd|rtf|odt|pages|html?)$|[\W\d_]*$")
_NO_PERSON = re.compile(r"(?i).*(?:[\d@/\\]|admin|user|unknown)|[a-z]+$")
_FAULTS = (
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, ArithmeticError),
    *(RecursionError, NotImplementedError, EOFError, struct.error, zlib.error),
)
"""What pypdf raises for broken files besides its own errors."""


def read(data: bytes) -> Iterator[Draft]:
    """The one article of a PDF. Raises UnreadableArticle for one that is broken, encrypted, or has no text."""
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every oddity
    try:
        reader = _opened(data)
        pages = without_repeats([lines(page) for page in reader.pages])
        title, author, day, language = _metadata(reader)
    except PyPdfError as error:
        raise UnreadableArticle(f"a broken PDF: {one_line(str(error))[:120] or type(error).__name__}") from None
    except _FAULTS as error:
        raise UnreadableArticle(f"a broken PDF ({type(error).__name__})") from None
    found = [line for page in pages for line in page]
    if not any(re.search(r"[^\W\d_]", line.text) for line in found):
        raise UnreadableArticle("a PDF without text, as scans are; text is not recognised from pictures here")
    if _unknown(found) > MOST_UNKNOWN:
        raise UnreadableArticle("a PDF whose fonts do not say which letters they show")
    heading = _heading(pages)
    paragraphs = _paragraphs([[line for line in page if line not in heading] for page in pages])
    printed = _joined([line.text for line in heading], False)
    if title and _folded(title) != _folded(printed) and _folded(title) in _folded("".join(line.text for line in found)):
        paragraphs = [each for each in [printed, *paragraphs] if each and _folded(each) != _folded(title)]
        printed = title
    yield Draft(
        body="\n\n".join(paragraphs),
        title=printed or title,
        authors=(author,) if author else (),
        dated=day,
        language=language,
    )


def _opened(data: bytes) -> PdfReader:
    from pypdf import PasswordType, PdfReader

    reader = PdfReader(io.BytesIO(data))
    # Many are encrypted with an empty password, which every viewer tries: they are open to read.
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise UnreadableArticle("an encrypted PDF, which needs a password")
    if (count := len(reader.pages)) > MOST_PAGES:
        raise UnreadableArticle(f"a PDF of {count} pages; an article has at most {MOST_PAGES}")
    return reader


def _unknown(found: Sequence[Line]) -> float:
    shown = "".join(line.text for line in found)
    return len(re.findall("[\ufffd\ue000-\uf8ff]", shown)) / len(shown)


def _metadata(reader: PdfReader) -> tuple[str | None, str | None, str | None, str | None]:
    """Title, author, day and language that the file gives, without what programs write there by themselves."""
    about = reader.metadata
    language = reader.root_object.get("/Lang")
    title = one_line(str(about.title or "")) if about else ""
    author = one_line(str(about.author or "")) if about else ""
    made = about.creation_date if about else None
    return (
        title if title and not _NO_TITLE.fullmatch(title) else None,
        author if author and not _NO_PERSON.fullmatch(author) else None,
        made.date().isoformat() if made else None,
        str(language) if language else None,
    )


def _heading(pages: Sequence[list[Line]]) -> list[Line]:
    """The lines of the largest print on the first page, if it is larger than the text."""
    sizes = [line.size for page in pages for line in page for _ in line.text]
    first = next((page for page in pages if page), [])
    largest = max((line.size for line in first), default=0.0)
    if not sizes or largest < HEADING * median(sizes):
        return []
    start = next(number for number, line in enumerate(first) if line.size == largest)
    end = next((n for n, line in enumerate(first) if n > start and line.size < 0.98 * largest), len(first))
    return first[start:end]


def _paragraphs(pages: Sequence[list[Line]]) -> list[str]:
    """The lines of all pages as paragraphs; one may go on in the next column or on the next page."""
    everything = [line for page in pages for line in page]
    steps = [line.y - later.y for page in pages for line, later in pairwise(page) if 0 < line.y - later.y < 100]
    usual, length = median(steps or [12.0]), float(median([len(line.text) for line in everything] or [0]))
    if sum(step > GAP * usual for step in steps) > len(everything) / 20:
        length = 0.0  # paragraphs are set apart: a short line says nothing
    blocks: list[list[str]] = []
    before: Line | None = None
    for line in everything:
        if before is None or _parts(before, line, usual, length):
            blocks.append([])
        blocks[-1].append(line.text)
        before = line
    divided = sum(bool(_DIVIDED.search(line.text)) for line in everything) >= max(3, HYPHENATED * len(everything))
    known = set(re.findall(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*", " ".join(line.text for line in everything).casefold()))
    return [_joined(block, divided, known) for block in blocks]


def _parts(line: Line, later: Line, usual: float, length: float) -> bool:
    """Whether a new paragraph begins between two lines that follow each other."""
    down = line.y - later.y
    ends = bool(_ENDS.search(line.text))
    if abs(line.size - later.size) > 0.1 * max(line.size, later.size):
        return True
    if down > (SMALL_GAP if ends else GAP) * usual:
        return ends or down < 3 * usual
    if down < 0 or (ends and len(line.text) < SHORT * length):
        return ends
    return ends and length > 0 and 0.8 * later.size < later.x - line.x < 4 * later.size


def _joined(block: Sequence[str], divided: bool, known: frozenset[str] | set[str] = frozenset()) -> str:
    joined = ""
    for line in block:
        if joined and (found := _DIVIDED.search(joined)):
            whole = f"{found[1]}{line.split(' ')[0]}".casefold().strip('.,;:!?»”"')
            is_one = line[:1].islower() and (divided or whole in known) and not _is_written(found[1], line, known)
            joined = (joined[:-1] if is_one else joined) + line
        else:
            is_tight = not joined or _TIGHT.search(f"{joined[-1:]}\n{line[:1]}")
            joined += ("" if is_tight else " ") + line
    return joined


def _is_written(head: str, line: str, known: frozenset[str] | set[str]) -> bool:
    """Whether the word has its hyphen elsewhere, too, in the middle of a line."""
    tail = re.match(r"[^\W\d_]*", line)
    return f"{head}-{tail[0] if tail else ''}".casefold() in known


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
