"""Evidence → attributed answer: exact quotes, who said them, who reports it, or the honest word that nothing does."""

from answer.answerer import Answerer
from answer.contract import as_json, query_from_json
from answer.corrections import Change, changes
from answer.desk import Desk, answering
from answer.examples import example_questions, follow_ups
from answer.llm import Endpoint
from answer.record import Kept, Record
from answer.verify import problems, tally
from answer.waiting import until

__all__ = [
    "Answerer",
    "Change",
    "Desk",
    "Endpoint",
    "Kept",
    "Record",
    "answering",
    "as_json",
    "changes",
    "example_questions",
    "follow_ups",
    "problems",
    "query_from_json",
    "tally",
    "until",
]
