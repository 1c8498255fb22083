"""Article text → candidate events. Pure: no database, no network."""

from app.extraction.engine import extract
from app.extraction.proposal import EventProposal, Passage, ProposedActor, ProposedVessel

__all__ = ["EventProposal", "Passage", "ProposedActor", "ProposedVessel", "extract"]
