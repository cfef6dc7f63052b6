"""Template filters for how somebody spoke."""

from django import template

from interviews.delivery import DELIVERY_NOTE, Delivery, tell_delivery

register = template.Library()


@register.simple_tag
def delivery_note() -> str:
    return DELIVERY_NOTE


@register.filter
def facts(delivery: Delivery) -> list[tuple[str, str]]:
    """Each fact by its name, in words."""
    return tell_delivery(delivery)
