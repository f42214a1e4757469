"""Reading what people write: what changed, what says the same, what is hard to read.

Pure functions on French text (English works, less finely). Nothing here judges content: a score
points a person at two texts to compare or at a sentence to shorten.

* `paragraphs`: two versions of a text, paragraph by paragraph and word by word;
* `blocks`: paragraphs and lists of a text typed line by line;
* `duplicates`: texts that probably say the same;
* `legibility`: length of sentences and words, and one simple index;
* `tokens`: words and sentences.
"""

from alienor.cores.wording.blocks import Block, blocks
from alienor.cores.wording.duplicates import Likeness, near_duplicates
from alienor.cores.wording.faults import WordingFault
from alienor.cores.wording.legibility import LONG_SENTENCE, Level, Readability, readability
from alienor.cores.wording.paragraphs import (
    Kind,
    Paragraph,
    ParagraphChange,
    WordChange,
    diff_paragraphs,
    diff_words,
)
from alienor.cores.wording.tokens import folded, name_words

__all__ = [
    "LONG_SENTENCE",
    "Block",
    "Kind",
    "Level",
    "Likeness",
    "Paragraph",
    "ParagraphChange",
    "Readability",
    "WordChange",
    "WordingFault",
    "blocks",
    "diff_paragraphs",
    "diff_words",
    "folded",
    "name_words",
    "near_duplicates",
    "readability",
]
