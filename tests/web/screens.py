"""Screens that pages are looked at on, in CSS pixels."""

NARROWEST = {"width": 320, "height": 640}
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1200, "height": 800}
