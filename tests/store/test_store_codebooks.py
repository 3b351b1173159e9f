from __future__ import annotations

from qual.store import CodebookVersion, Store


def test_every_version_is_kept_as_it_first_stood(store: Store) -> None:
    with store.transaction() as tables:
        tables.put_codebook("bb", "1", "themes: []\n# comment – ü\n", "2026-01-01")
        tables.put_codebook("aa", "2", "themes: []\n", "2026-01-02")
        tables.put_codebook("bb", "1 again", "other bytes, same meaning", "2026-01-03")
    with store.reading() as tables:
        assert tables.codebook_text("bb") == "themes: []\n# comment – ü\n"
        assert tables.codebook_text("cc") is None
        assert tables.codebook_versions() == [
            CodebookVersion("bb", "1", "2026-01-01"),
            CodebookVersion("aa", "2", "2026-01-02"),
        ]


def test_meta_keeps_the_last_value(store: Store) -> None:
    with store.transaction() as tables:
        assert tables.get_meta("unit") is None
        tables.set_meta("unit", "turn")
        tables.set_meta("unit", "passage")
        assert tables.get_meta("unit") == "passage"
