from datetime import UTC, datetime

import pytest

from finnect.assistant.dialogue import Facts, ImageFact, Knowledge, ModelFact, Source, TableFact
from finnect.assistant.dialogue.seeds import FAQ, INTENTS, OUTSIDE

NOON = datetime(2025, 3, 1, 12, 5, tzinfo=UTC)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return Knowledge(INTENTS, FAQ, OUTSIDE)


@pytest.fixture
def facts() -> Facts:
    return Facts(
        image=ImageFact(Source("image", "i1", "bolt_7.png", "/images/i1", NOON), "defect", 0.9731, "screw"),
        table=TableFact(
            Source("table", "t1", "sales.csv", "/tables/t1", NOON),
            total_revenue=9747747.934,
            num_customers=4372,
            num_invoices=25900,
            total_quantity=5176450,
        ),
        models=(ModelFact(Source("model", "m1", "screw v3"), "screw", 3),),
        num_training=1,
    )
