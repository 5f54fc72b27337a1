"""A WordPress export (WXR) in, Drafts out: one for each published post; what else it holds is counted and skipped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from errors import UnreadableArticle
from ingest.draft import Draft, PassedOver
from ingest.readers import html
from ingest.readers.xml_tree import tree

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_EXPORT = re.compile(r"<wp:wxr_version|xmlns:wp\s*=\s*[\"']http://wordpress\.org/export/")
_BLOCKS = "<!-- wp:"
"""Content of the block editor has its paragraphs marked; older content has empty lines between them."""
_CAPTION = re.compile(r"\[caption\b[^\]]{0,500}\].{0,2000}?\[/caption\]", re.DOTALL)
_SHORTCODE = re.compile(r"\[/?(?:gallery|embed|video|audio|playlist|vc_\w+|et_pb_\w+|fusion_\w+)\b[^\]]{0,2000}\]")
_PLURALS = {"attachment": "attachments", "page": "pages", "nav_menu_item": "menu entries"}


def is_export(text: str) -> bool:
    """Whether an XML text is an export of WordPress."""
    return bool(_EXPORT.search(text[:20_000]))


def read(text: str) -> Iterator[Draft | UnreadableArticle | PassedOver]:
    """The published posts, in order."""
    channel = _channel(text)
    about, people = _fields(channel), _people(channel)
    others: Counter[str] = Counter()
    for item in channel.iterfind("item"):
        fields = _fields(item)
        if why := _not_read(fields):
            others[why] += 1
            continue
        yield _draft(fields, about, people)
    for why, count in others.items():
        yield PassedOver(f"{count} {why}")


def _channel(text: str) -> Element:
    channel = tree(text, "a WordPress export").find("channel")
    if channel is None:
        raise UnreadableArticle("a WordPress export without a channel")
    return channel


def _fields(element: Element) -> dict[str, str]:
    """Local name → text of the element's children; of `encoded` the content, not the excerpt."""
    fields: dict[str, str] = {}
    for child in element:
        space, _, local = child.tag.rpartition("}")
        if local != "encoded" or "content" in space:
            fields.setdefault(local, child.text or "")
    return fields


def _people(channel: Element) -> dict[str, str]:
    """Login → the name that the site shows."""
    known = (_fields(child) for child in channel if child.tag.endswith("}author"))
    return {person.get("author_login", ""): person.get("author_display_name", "") for person in known}


def _not_read(fields: Mapping[str, str]) -> str:
    """Why an item is no article for everybody, in the words that follow its number; empty: it is one."""
    kind, status = fields.get("post_type", "post"), fields.get("status", "publish")
    if kind != "post":
        return f"{_PLURALS.get(kind, f'of the type {kind[:40]!r}')}: only posts are articles"
    if status != "publish":
        return f"with the status {status[:40]!r}: only published posts are read"
    if fields.get("post_password", "").strip():
        return "behind a password: only published posts are read"
    return ""


def _draft(fields: Mapping[str, str], about: Mapping[str, str], people: Mapping[str, str]) -> Draft | UnreadableArticle:
    body = html.fragment(_prepared(fields.get("encoded", "")))
    title = html.fragment(fields.get("title", "")).strip()
    if not body:
        return UnreadableArticle(f"post {title[:60] or fields.get('post_id', '')!r}: has no text")
    creator = fields.get("creator", "")
    author = people.get(creator) or creator
    return Draft(
        body=body,
        title=title or None,
        outlet=about.get("title") or None,
        authors=(author,) if author else (),
        published=fields.get("post_date") or fields.get("pubDate") or None,
        language=about.get("language") or None,
        url=fields.get("link") or None,
    )


def _prepared(content: str) -> str:
    content = _SHORTCODE.sub("", _CAPTION.sub("", content.replace("\r\n", "\n")))
    return content if _BLOCKS in content else re.sub(r"\n[ \t]*\n", "\n<p>\n", content)
