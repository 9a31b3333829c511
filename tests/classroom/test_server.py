"""The windows' server and the page for phones: who is let in, what is sent, where they listen."""

import asyncio
import json
import re

import psutil
import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.websocket import websocket_connect

from course_utils.classroom.phones import EVERYWHERE, LETTERS, PAGES, Phones
from course_utils.classroom.server import House, application
from course_utils.classroom.talk import Talk
from tools.bench_classroom import VOTE, VOTERS, crowd, demo

ELSEWHERE = re.compile(r"(https?:)?//[\w.-]+\.\w+|@import|url\((?!data:)", re.IGNORECASE)


def visited(visit):
    """Run `visit(url, house)` against a house without processes behind it."""

    async def run():
        house = House(Talk(4))
        sockets = bind_sockets(0, "127.0.0.1")
        server = HTTPServer(application(house))
        server.add_sockets(sockets)
        try:
            await visit(f"http://127.0.0.1:{sockets[0].getsockname()[1]}", house)
        finally:
            house.phones.close()
            server.stop()

    asyncio.run(run())


async def fetch(url, **settings):
    return await AsyncHTTPClient().fetch(url, raise_error=False, **settings)


@pytest.mark.parametrize("path", ["/", "/instructor", "/wall.js", "/picture/lattice-panel.png", "/follow"])
def test_nobody_is_let_in_without_the_key(path):
    async def visit(url, house):
        assert (await fetch(url + path)).code == 403
        assert (await fetch(f"{url}{path}?token={'x' * len(house.token)}")).code == 403

    visited(visit)


def test_the_key_is_kept_as_a_cookie_and_nothing_comes_from_elsewhere():
    async def visit(url, house):
        answer = await fetch(f"{url}/?token={house.token}")
        cookie = answer.headers["Set-Cookie"]
        assert answer.code == 200 and "HttpOnly" in cookie and "SameSite=Strict" in cookie
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
        given = {"headers": {"Cookie": cookie.split(";")[0]}}
        for path in re.findall(r'(?:src|href)="(/[^"]+)"', answer.body.decode()):
            assert (await fetch(url + path, **given)).code == 200, path
        picture = await fetch(f"{url}/picture/lattice-panel.png", **given)
        assert picture.body == house.talk.lesson.picture("lattice-panel")
        for path in ("/picture/999.png", "/picture/no-such-cell.png"):
            assert (await fetch(url + path, **given)).code == 404

    visited(visit)


@pytest.mark.parametrize("page", sorted(path.name for path in PAGES.iterdir()))
def test_no_page_names_another_machine(page):
    assert not ELSEWHERE.findall((PAGES / page).read_text(encoding="utf-8"))


def test_windows_follow_each_other_and_a_new_one_is_told_all():
    async def visit(url, house):
        address = url.replace("http", "ws") + f"/follow?token={house.token}"
        wall, desk = await websocket_connect(address), await websocket_connect(address)
        for window in (wall, desk):
            assert json.loads(await window.read_message())["place"] == 0
        await desk.write_message(json.dumps({"press": "next", "at": 0}))
        for window in (wall, desk):
            assert json.loads(await window.read_message())["place"] == 1
        late = await websocket_connect(address)
        assert json.loads(await late.read_message())["place"] == 1
        for nonsense in ("no JSON", "[]", '{"press": "explode"}', '{"hands": 0, "count": 3}', '{"open": "0.0.0.0"}'):
            await late.write_message(nonsense)
            assert json.loads(await late.read_message())["sorry"]

    visited(visit)


def test_a_hundred_phones_vote_at_once_and_none_is_lost_or_counted_twice():
    found = asyncio.run(crowd(VOTERS, 3))
    assert found.counts == [34, 33, 33]
    assert not found.refused and len(found.seconds) == 2 * VOTERS


def test_a_phone_needs_the_code_and_votes_before_the_reveal():
    async def visit(_):
        talk = Talk(4)
        talk.go(VOTE)
        phones = Phones(talk)
        url = phones.open("127.0.0.1")

        async def post(path, content, cookie=""):
            return await fetch(url + path, method="POST", body=json.dumps(content), headers={"Cookie": cookie})

        vote = {"key": "4-surgery", "option": 1}
        wrong = "".join(LETTERS[(LETTERS.index(letter) + 1) % len(LETTERS)] for letter in phones.code)
        assert (await post("/come-in", {"code": wrong})).code == 403
        assert (await post("/come-in", ["no code"])).code == 403
        assert (await post("/vote", vote)).code == 403
        assert (await post("/vote", vote, "course-device=made-up")).code == 403
        assert json.loads((await fetch(f"{url}/question")).body) == {"in": False}
        cookie = (await post("/come-in", {"code": phones.code})).headers["Set-Cookie"].split(";")[0]
        assert (await post("/vote", vote, cookie)).code == 200
        assert (await post("/vote", vote | {"option": 7}, cookie)).code == 400
        asked = json.loads((await fetch(f"{url}/question", headers={"Cookie": cookie})).body)
        assert asked["mine"] == 1 and asked["question"] == talk.lesson.predictions["4-surgery"].question
        assert "Set-Cookie" not in (await post("/come-in", {"code": phones.code}, cookie)).headers, "A second vote."
        talk.press("reveal")
        assert (await post("/vote", vote | {"option": 2}, cookie)).code == 409
        assert talk.votes["4-surgery"].counts == [0, 1, 0]
        phones.close()
        with pytest.raises(ConnectionRefusedError):
            await AsyncHTTPClient().fetch(url)

    asyncio.run(visit(None))


@pytest.mark.parametrize("address", [*EVERYWHERE, "192.0.2.77", "no address"])
def test_votes_are_opened_to_one_address_of_this_machine(address):
    async def visit():
        phones = Phones(Talk(4))
        with pytest.raises(ValueError, match=r"Name one address|cannot listen"):
            phones.open(address)
        assert not phones.shown["open"]

    asyncio.run(visit())


def test_only_loopback_is_listened_on():
    with demo() as (process, wall, _):
        asyncio.run(fetch(wall))
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        listening = [each for one in family for each in one.net_connections("inet") if each.status == "LISTEN"]
        assert [each.laddr.ip for each in listening] == ["127.0.0.1"]
