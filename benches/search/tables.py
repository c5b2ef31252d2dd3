"""Writes the lemma tables of simplemma as text: `tables.py TO LANGUAGE...`, a line `form<TAB>lemma` each."""

import sys
from pathlib import Path

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

to = Path(sys.argv[1])
for language in sys.argv[2:]:
    table = DefaultDictionaryFactory(cache_max_size=1).get_dictionary(language)
    text = lambda word: word.decode() if isinstance(word, bytes) else word
    lines = sorted(f"{text(form)}\t{text(lemma)}\n" for form, lemma in table.items())
    (to / f"{language}.tsv").write_text("".join(lines), encoding="utf-8")
