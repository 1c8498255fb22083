"""`/collections/events/items` for those who write: OGC API - Features Part 4 (draft 20-002r1)."""

from fastapi import APIRouter

router = APIRouter(tags=["Events"])
