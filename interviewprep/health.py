"""Is it alive, and is it ready."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from interviews.enums import TurnStatus
from interviews.models import Turn


@require_safe
@login_not_required
@never_cache
def livez(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
@login_not_required
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Database reachable, migrations applied; and for how many seconds the oldest abandoned turn has waited."""
    try:
        pending = count_pending_migrations()
        waited = _oldest_expired_lease_seconds()
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": "unreachable"}, status=503)
    ready = pending == 0
    body = {
        "status": "ok" if ready else "unavailable",
        "database": connection.vendor,
        "pending_migrations": pending,
        "oldest_expired_lease_seconds": waited,
        "lease_seconds": settings.MESSAGE_BUDGET_SECONDS + settings.LEASE_MARGIN_SECONDS,
    }
    return JsonResponse(body, status=200 if ready else 503)


def count_pending_migrations() -> int:
    """0 when the database is what this version needs. Raises ``DatabaseError`` when it can't be reached."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _oldest_expired_lease_seconds() -> int:
    now = timezone.now()
    expired = Turn.objects.filter(status=TurnStatus.ACTIVE, lease_expires_at__lt=now)
    oldest = expired.aggregate(oldest=Min("lease_expires_at"))["oldest"]
    return int((now - oldest).total_seconds()) if oldest else 0
