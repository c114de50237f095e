"""The sample desk as an ASGI application: `uvicorn tests.ui.sample.app:app`."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboard.direction import DirectionMiddleware, assets_route, language_route

app = st.App(
    Path(__file__).parent / "desk.py",
    routes=[assets_route, language_route],
    middleware=[Middleware(DirectionMiddleware)],
)
