"""The errors that a user can mend. Each message says what is wrong, which value, and what to do.

    WhosaidError
    ├── UnreadableArticle     a file that no reader can turn into an article: it is skipped with this reason
    ├── UnknownLanguage       a language code that languages/ has no file for
    ├── BadInput              a question, filter, batch line or API body that cannot be taken as it is
    ├── ModelUnavailable      the language model cannot be reached, refuses, or is too slow: the answer comes without it
    ├── ClusterUnavailable    the Ray cluster that an ingest is spread over cannot be reached, or fails
    ├── BadSetting            a setting with a value out of range, or a WHOSAID_ name that does not exist
    └── ArchiveError
        ├── EmptyArchive      nothing has been ingested into this folder yet
        ├── EmbedderMismatch  the index was made with another embedder
        ├── EmbedderUnavailable  the embedding model cannot be loaded
        ├── ArchiveLocked     another process is writing to this archive
        ├── VectorsUnavailable  the Chroma server that has the vectors cannot be reached
        └── DamagedArchive    the stored data cannot be read; says which part and how to mend it

Only the `__main__.py` of each folder and web/ catch WhosaidError; `exit_code` is what a command then ends with.
"""


class WhosaidError(Exception):
    """Anything that went wrong and that the user can put right."""

    exit_code = 1


class UnreadableArticle(WhosaidError):
    """A file that no reader can turn into an article."""


class UnknownLanguage(WhosaidError):
    """A language code without a file in languages/."""

    exit_code = 2


class BadInput(WhosaidError):
    """A question, filter, batch line or request body that cannot be taken."""

    exit_code = 2


class BadSetting(WhosaidError):
    """A setting whose name or value is wrong."""

    exit_code = 2


class ModelUnavailable(WhosaidError):
    """The configured language model gives nothing usable in time."""


class ClusterUnavailable(WhosaidError):
    """The Ray cluster cannot be used; what was stored before is kept."""


class ArchiveError(WhosaidError):
    """Something about the archive folder."""


class EmptyArchive(ArchiveError):
    """Nothing has been ingested yet."""


class EmbedderMismatch(ArchiveError):
    """The index belongs to another embedder."""

    exit_code = 4


class EmbedderUnavailable(ArchiveError):
    """The embedding model cannot be loaded."""

    exit_code = 4


class ArchiveLocked(ArchiveError):
    """Another process is writing."""

    exit_code = 5


class VectorsUnavailable(ArchiveError):
    """The Chroma server cannot be reached; the library can be searched without it."""


class DamagedArchive(ArchiveError):
    """Stored data cannot be read."""
