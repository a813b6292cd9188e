"""`/health/live`, `/health/ready`, `/metrics`."""

import hmac
from typing import Annotated

from django.conf import settings
from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from finnect.accounts.acting import acting_admin, acting_sign_in, acting_user, bearer
from finnect.health import metrics, services
from finnect.kit.django_thread import DjangoRoute, on_django_thread

router = APIRouter(tags=["operation"], route_class=DjangoRoute)


@router.get("/health/live")
async def live() -> dict[str, str]:
    return {"status": "live"}


@router.get("/health/ready")
def ready(response: Response) -> dict[str, bool]:
    found = services.look()
    response.status_code = 200 if services.is_ready(found) else 503
    return found


async def _may_measure(request: Request, token: Annotated[str | None, Depends(bearer)]) -> None:
    """The holder of METRICS_TOKEN, or an administrator."""
    if settings.METRICS_TOKEN and token and hmac.compare_digest(token.encode(), settings.METRICS_TOKEN.encode()):
        return
    await acting_admin(await acting_user(request, await acting_sign_in(token)))


@router.get("/metrics", dependencies=[Depends(_may_measure)], response_class=Response)
async def measure() -> Response:
    await on_django_thread(metrics.refresh)()
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
