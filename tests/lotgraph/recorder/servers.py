"""Cameras for tests: numbered frames, sent at their rate over HTTP or real RTSP on loopback."""

import base64
import io
import re
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from fractions import Fraction

import av
import numpy as np

FPS = 25
GOP = 5
BITS = 8


def frame_of(number, size):
    """A picture whose columns spell a number in black and white."""
    is_white = (number >> np.arange(BITS)) & 1
    return np.tile(np.repeat(is_white * 200 + 25, size[0] // BITS), (size[1], 1)).astype(np.uint8)


def number_in(pixels):
    """The number that a decoded picture (h, w, 3) spells."""
    columns = pixels.mean(axis=(0, 2)).reshape(BITS, -1).mean(axis=1)
    return int(((columns > 128) << np.arange(BITS)).sum())


def encoded(numbers, size=(64, 48)):
    """H.264 packets of numbered frames, a keyframe each `GOP`, with parameter sets in it."""
    context = av.CodecContext.create("libx264", "w")
    context.width, context.height, context.pix_fmt = *size, "gray"
    context.framerate, context.time_base, context.gop_size = FPS, Fraction(1, FPS), GOP
    context.options = {"preset": "ultrafast", "tune": "zerolatency", "x264-params": "scenecut=0"}
    packets = []
    for place, number in enumerate(numbers):
        frame = av.VideoFrame.from_ndarray(frame_of(number, size), format="gray")
        frame.pts = place
        packets += context.encode(frame)
    return packets + context.encode(None)


def mpegts(numbers, *, start_s=1.0, size=(64, 48), has_sound=False):
    """The bytes of each frame as MPEG-TS, stamped from `start_s` on."""
    file, chunks = io.BytesIO(), []
    flags = {"mpegts_flags": "resend_headers+pat_pmt_at_frames", "flush_packets": "1"}
    with av.open(file, "w", format="mpegts", container_options=flags) as container:
        stream = container.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = *size, "gray"
        sound = container.add_stream("mp2", rate=48_000) if has_sound else None
        for place, packet in enumerate(encoded(numbers, size)):
            packet.time_base = Fraction(1, 90_000)
            packet.pts = packet.dts = round((start_s + place / FPS) * 90_000)
            packet.stream = stream
            start = file.tell()
            container.mux_one(packet)
            if sound:
                silence = av.AudioFrame(layout="stereo", samples=1152)
                silence.sample_rate, silence.pts = 48_000, round(start_s * 48_000) + place * 1152
                for heard in sound.encode(silence):
                    container.mux_one(heard)
            chunks.append(file.getvalue()[start:])
    written = sum(map(len, chunks))
    return [*chunks[:-1], chunks[-1] + file.getvalue()[written:]]  # what waited for more sound


@dataclass
class Camera:
    """Listens on loopback; each connection is given the next of `shows`, then closed.

    When all were shown it listens no more. `asked` is what clients sent.
    """

    shows: list
    asked: list = field(default_factory=list)

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._listener.close()

    def _serve(self):
        for show in self.shows:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with client:
                try:
                    self.converse(client, show)
                except OSError:
                    continue  # the client went away, or the test is over
        self._listener.close()

    def converse(self, client, show):
        self.asked.append(client.recv(4096).decode())
        client.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: video/mp2t\r\n\r\n")
        at_rate(show, client.sendall)


def at_rate(chunks, send):
    """Send chunks at the rate of frames; a number among them is a silence of so many seconds."""
    due = time.monotonic()
    for chunk in chunks:
        time.sleep(max(0.0, due - time.monotonic()))
        if isinstance(chunk, float):
            due += chunk
        else:
            send(chunk)
            due += 1 / FPS


class RtspCamera(Camera):
    """Speaks RTSP with the stream interleaved (RFC 2326, 10.12) and asks for a password."""

    user = "joe:s3cret"

    def converse(self, client, show):
        reader = client.makefile("rb")
        while request := self._request(reader):
            number = re.search(r"CSeq: (\d+)", request)[1]
            self._answer(client, request, number)
            if request.startswith("PLAY"):
                at_rate(list(enumerate(show)), lambda pair: self._send(client, *pair))
                return

    def _request(self, reader):
        lines = iter(lambda: reader.readline().decode().rstrip(), "")
        self.asked.append("\n".join(lines))
        return self.asked[-1]

    def _answer(self, client, request, number):
        word, body, head = request.split()[0], "", ""
        is_known = base64.b64encode(self.user.encode()).decode() in request
        if word == "DESCRIBE" and is_known:
            body = (
                "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=camera\r\nt=0 0\r\n"
                "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track1\r\n"
                "m=audio 0 RTP/AVP 0\r\na=control:track2\r\n"
            )
            head = "Content-Type: application/sdp\r\n"
        elif word == "SETUP":
            head = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n"
        is_refused = word == "DESCRIBE" and not is_known
        status = "401 Unauthorized" if is_refused else "200 OK"
        head += 'WWW-Authenticate: Basic realm="camera"\r\n' if is_refused else ""
        head += f"Content-Length: {len(body)}\r\n"
        client.sendall(f"RTSP/1.0 {status}\r\nCSeq: {number}\r\n{head}\r\n{body}".encode())

    def _send(self, client, place, packet):
        """One frame as RTP packets (RFC 6184): parts of 500 bytes, the last one marked."""
        units = [u for u in re.split(rb"\x00?\x00\x00\x01", bytes(packet)) if u]
        pieces = [piece for unit in units for piece in _pieces(unit)]
        for number, piece in enumerate(pieces):
            marked = 0x80 if number == len(pieces) - 1 else 0
            self._sequence = (getattr(self, "_sequence", -1) + 1) % 65_536
            rtp = struct.pack(">BBHII", 0x80, 96 | marked, self._sequence, place * 90_000 // FPS, 7)
            client.sendall(struct.pack(">cBH", b"$", 0, len(rtp + piece)) + rtp + piece)


def _pieces(unit, length=500):
    if len(unit) <= length:
        return [unit]
    kind, rest = unit[0], unit[1:]
    parts = [rest[i : i + length] for i in range(0, len(rest), length)]
    marks = [0x80, *[0] * (len(parts) - 2), 0x40]
    return [
        bytes([kind & 0xE0 | 28, mark | kind & 0x1F]) + part
        for mark, part in zip(marks, parts, strict=True)
    ]
