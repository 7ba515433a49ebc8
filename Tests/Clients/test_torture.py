"""A short run of what `bin/torture cluster` does for long."""

import pytest
from support.torture import torture


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_brokers_die_and_nothing_that_was_acknowledged_is_lost():
    said = []
    problems, table = torture(30, seed=1, say=said.append, records_per_second=300)
    assert problems == [], "\n".join(said)
    assert sum(times for _, times, _, _ in table) >= 2
