"""How the office writes dates, due times and rule numbers. Available in every template without `{% load %}`."""

from django import template

register = template.Library()
