"""What every page knows of the model."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from interviews.model_status import find_status


def describe_model(request: HttpRequest) -> dict[str, object]:
    """The model's state, looked up only by a page that shows it."""
    return {"model_status": SimpleLazyObject(find_status)}
