"""The finished files for one channel: what it asks for, in its order and language, exhibits anybody can check."""

from atesta.action.complaint.packet.asked import Asked
from atesta.action.complaint.packet.make import Packet, PacketFile, make_packet
from atesta.action.complaint.packet.missing import Missing, missing
from atesta.action.complaint.packet.refused import Refusal, refusals

__all__ = ["Asked", "Missing", "Packet", "PacketFile", "Refusal", "make_packet", "missing", "refusals"]
