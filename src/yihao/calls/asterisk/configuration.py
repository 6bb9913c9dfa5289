"""The configuration of an Asterisk of ours, made from the installation's settings. Pure: values in, files out.

Everything listens on loopback unless the settings say otherwise. Seats are not here: they are made while it runs.
"""

from dataclasses import dataclass
from pathlib import Path

from yihao.calls.asterisk import harmless


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things lie."""

    programs: Path
    """The root of an unpacked Asterisk, or / for one of the system's."""
    library: Path
    """Its folder of libraries with `asterisk/modules`."""
    home: Path
    """Its own folder: configuration, state, run-time files, log."""
    recordings: Path
    music: Path


@dataclass(frozen=True, slots=True)
class Line:
    """Ports, secrets, and the carrier's trunk."""

    host: str
    sip: int
    ari: int
    ami: int
    rtp_start: int
    rtp_end: int
    ari_password: str
    ami_password: str
    trunk_peers: tuple[str, ...]
    """Addresses from which the carrier calls."""
    trunk_contact: str
    """Where outgoing calls go (host:port)."""
    called_from: str = "uri"
    """Where the carrier writes the number dialled: `uri`, `to` or `p_called_party_id`."""
    external_address: str = ""
    """The address that the other side sees, behind address translation."""
    certificate: str = ""
    """A certificate with key (PEM) for SIP over TLS."""
    authorities: str = ""
    """Certificates (PEM) by which the carrier's is checked; without them it isn't."""

    @property
    def tls(self) -> int:
        """The port of SIP over TLS."""
        return self.sip + 1


def files(layout: Layout, line: Line) -> dict[str, str]:
    """Every file of the configuration by name. Raises Unfit where a value can't be written down."""
    _check(layout, line)
    return {
        "asterisk.conf": _asterisk(layout),
        "modules.conf": _MODULES,
        "logger.conf": _logger(line),
        "http.conf": f"[general]\nenabled=yes\nbindaddr=127.0.0.1\nbindport={line.ari}\ntlsenable=no\nsessionlimit=2000\n",
        "ari.conf": _ari(line),
        "manager.conf": _manager(line),
        "rtp.conf": f"[general]\nrtpstart={line.rtp_start}\nrtpend={line.rtp_end}\nstrictrtp=yes\nicesupport=yes\n",
        "pjproject.conf": "[startup]\ntype=startup\nlog_mappings=no\ncache_pools=no\n",
        "pjsip.conf": _pjsip(line),
        "sorcery.conf": _SORCERY,
        "queues.conf": _QUEUES,
        "musiconhold.conf": f"[general]\n[default]\nmode=files\ndirectory={layout.music}\nsort=alpha\n",
        "extensions.conf": _dialplan(layout, line),
        "cdr.conf": "[general]\nenable=no\n",
        "cel.conf": "[general]\nenable=no\n",
        "indications.conf": _TONES,
        **dict.fromkeys(("acl.conf", "stasis.conf"), ""),
        **dict.fromkeys(_NOTHING_TO_SAY, "[general]\n"),
    }


def _check(layout: Layout, line: Line) -> None:
    for folder in (layout.programs, layout.library, layout.home, layout.recordings, layout.music):
        harmless.path("数据目录", folder)
    harmless.address("sip_host", line.host)
    for name, port in (("sip_port", line.sip), ("sip_port", line.tls), ("ari_port", line.ari), ("ami_port", line.ami)):
        harmless.port(name, port)
    harmless.ports("rtp_ports", line.rtp_start, line.rtp_end)
    harmless.secret("ari_password", line.ari_password)
    harmless.secret("ami_password", line.ami_password)
    for peer in line.trunk_peers:
        harmless.peer("trunk_peers", peer)
    harmless.contact("trunk_contact", line.trunk_contact)
    if line.external_address:
        harmless.host("sip_external_address", line.external_address)
    for name, file in (("sip_certificate", line.certificate), ("sip_authorities", line.authorities)):
        if file:
            harmless.path(name, Path(file))
    if line.called_from not in _CALLED:
        raise harmless.Unfit("trunk_called_number 应为 uri、to 或 p_called_party_id")


_NOTHING_TO_SAY = ("ccss.conf", "features.conf", "udptl.conf", "websocket_client.conf")
"""Files without which Asterisk complains, though their defaults are right."""


def _asterisk(layout: Layout) -> str:
    share = layout.programs / "usr/share/asterisk"
    folders = {
        "astetcdir": layout.home / "etc",
        "astmoddir": layout.library / "asterisk/modules",
        "astvarlibdir": layout.home / "lib",
        "astdbdir": layout.home / "lib",
        "astkeydir": layout.home / "lib",
        "astdatadir": share,
        "astagidir": share / "agi-bin",
        "astspooldir": layout.home / "spool",
        "astrundir": layout.home / "run",
        "astlogdir": layout.home / "log",
        "astsbindir": layout.programs / "usr/sbin",
    }
    lines = [f"{name} => {path}" for name, path in folders.items()]
    return "\n".join(["[directories]", *lines, "[options]", "verbose = 0", "hideconnect = yes", ""])


def _ari(line: Line) -> str:
    return (
        "[general]\nenabled=yes\npretty=no\nchannelvars=YIHAO_CALL,YIHAO_LEG\n"
        f"[yihao]\ntype=user\npassword={line.ari_password}\npassword_format=plain\n"
    )


def _manager(line: Line) -> str:
    return (
        f"[general]\nenabled=yes\nbindaddr=127.0.0.1\nport={line.ami}\nwebenabled=no\n"
        f"[yihao]\nsecret={line.ami_password}\ndeny=0.0.0.0/0.0.0.0\npermit=127.0.0.1/255.255.255.255\n"
        "read=agent\nwrite=agent,command\n"
    )


def _logger(line: Line) -> str:
    """Beyond loopback also a log of who was turned away, for a guard that locks such addresses out. The fallback queue
    keeps no log of its own: it would hold callers' numbers."""
    turned_away = "" if harmless.is_loopback(line.host) else "security.log => security\n"
    return f"[general]\nqueue_log=no\n[logfiles]\nconsole => warning,error\n{turned_away}"


def _pjsip(line: Line) -> str:
    secure = bool(line.certificate)
    return f"""
[global]
type=global
user_agent=Yihao
endpoint_identifier_order=username,ip
{_transport(line, "udp", line.sip)}
{_transport(line, "tls", line.tls) + _certificates(line) if secure else ""}
[ws]
type=transport
protocol=ws
bind=127.0.0.1
[trunk]
type=endpoint
context=trunk
transport={"tls" if secure else "udp"}
{"media_encryption=sdes" if secure else ""}
disallow=all
allow=alaw,ulaw
aors=trunk
direct_media=no
dtmf_mode=rfc4733
rtp_symmetric=yes
{LOOPBACK_SOUND if harmless.is_loopback(line.host) else ""}
send_pai=yes
send_connected_line=no
trust_id_inbound=yes
[trunk]
type=aor
contact=sip:{harmless.contact("trunk_contact", line.trunk_contact)}{chr(92) + ";transport=tls" if secure else ""}
[trunk]
type=identify
endpoint=trunk
{chr(10).join(f"match={harmless.peer('trunk_peers', peer)}" for peer in line.trunk_peers)}
"""


LOOPBACK_SOUND = "media_address=127.0.0.1\nbind_rtp_to_media_address=yes"
"""Where nobody but this machine is served, the sound's own ports stay on it too."""


def _transport(line: Line, protocol: str, port: int) -> str:
    where = (
        f"[{protocol}]\ntype=transport\nprotocol={protocol}\nbind={harmless.address('sip_host', line.host)}:{port}\n"
    )
    if not line.external_address:
        return where
    return (
        f"{where}external_media_address={line.external_address}\nexternal_signaling_address={line.external_address}\n"
    )


def _certificates(line: Line) -> str:
    own = f"cert_file={line.certificate}\npriv_key_file={line.certificate}\nmethod=tlsv1_2\n"
    return own + (f"ca_list_file={line.authorities}\nverify_server=yes\n" if line.authorities else "")


_TONES = """
[general]
country=cn
[cn]
description=China
ringcadence=1000,4000
dial=450
busy=450/350,0/350
ring=450/1000,0/4000
congestion=450/700,0/700
"""

_SORCERY = """
[res_pjsip]
endpoint=config,pjsip.conf,criteria=type=endpoint
endpoint=astdb,yihao_endpoint
aor=config,pjsip.conf,criteria=type=aor
aor=astdb,yihao_aor
auth=config,pjsip.conf,criteria=type=auth
auth=astdb,yihao_auth
"""

_QUEUES = """
[general]
persistentmembers=yes
[fallback]
strategy=rrmemory
timeout=20
retry=1
ringinuse=no
setinterfacevar=yes
setqueueentryvar=yes
joinempty=yes
leavewhenempty=no
"""

_CALLED = {
    "uri": "${EXTEN}",
    "to": "${CUT(CUT(ASKED,@,1),:,2)}",
    "p_called_party_id": "${CUT(CUT(ASKED,@,1),:,2)}",
}
_HEADERS = {"uri": "To", "to": "To", "p_called_party_id": "P-Called-Party-ID"}


def _plain(value: str) -> str:
    """A number as the other side sent it, without what could forge a field of a record or an argument."""
    return f"${{FILTER(0-9a-zA-Z+*#,{value})}}"


def _dialplan(layout: Layout, line: Line) -> str:
    """Three things only: into the switchboard's hands, the fallback queue when it is away, and what outgoing calls need.

    The carrier is known by its address, which a browser behind a proxy on this machine may share: it calls by SIP only,
    never by the seats' WebSocket (what is no telephone comes from our own control). The recording begins here, each
    side in a file of its own, so that no fault of the switchboard leaves a call without.
    """
    record = f"MixMonitor(,r({layout.recordings}/${{UNIQUEID}}-in.alaw)t({layout.recordings}/${{UNIQUEID}}-out.alaw))"
    entered = layout.home / "fallback.csv"
    return f"""
[general]
static=yes
writeprotect=yes

[trunk]
exten => _[+0-9a-zA-Z].,1,GotoIf($["${{CHANNEL(channeltype)}}" != "PJSIP"]?carrier)
 same => n,GotoIf($["${{CHANNEL(pjsip,local_addr)}}" =~ ":({line.sip}|{line.tls})$"]?carrier)
 same => n,Hangup(21)
 same => n(carrier),Set(ASKED=${{PJSIP_HEADER(read,{_HEADERS[line.called_from]})}})
 same => n,Set(CALLED={_plain(_CALLED[line.called_from])})
 same => n,{record}
 same => n,Stasis(yihao,inbound,${{CALLED}})
 same => n,GotoIf($["${{STASISSTATUS}}" = "FAILED"]?fallback,s,1)
 same => n,Hangup()

[fallback]
exten => s,1,Set(BEGAN=${{EPOCH}})
 same => n,Answer()
 same => n,Queue(fallback,t,,,600)
 same => n,Hangup()
exten => h,1,Set(FILE({entered},,,al,u)=${{UNIQUEID}}|${{CALLED}}|{_plain("${CALLERID(num)}")}|${{BEGAN}}|${{QEHOLDTIME}}|${{EPOCH}}|${{MEMBERINTERFACE}})

[out]
exten => s,1,{record}
 same => n,Stasis(yihao,leg)
 same => n,Hangup()

[seats]
exten => _X.,1,Stasis(yihao,seat,${{EXTEN}})
 same => n,Hangup()

[watchdog]
exten => s,1,Answer()
 same => n,Wait(5)
 same => n,Hangup()
"""


_MODULES = "[modules]\nautoload=no\n" + "".join(
    f"load = {name}.so\n"
    for name in [
        "res_pjproject",
        "res_sorcery_config",
        "res_sorcery_astdb",
        "res_sorcery_memory",
        "res_sorcery_memory_cache",
        "res_crypto",
        "res_timing_timerfd",
        "res_http_websocket",
        "res_websocket_client",
        "res_srtp",
        "res_rtp_asterisk",
        "res_pjsip",
        "res_pjsip_session",
        "res_pjsip_sdp_rtp",
        "res_pjsip_nat",
        "res_pjsip_caller_id",
        "res_pjsip_header_funcs",
        "res_pjsip_authenticator_digest",
        "res_pjsip_outbound_authenticator_digest",
        "res_pjsip_endpoint_identifier_user",
        "res_pjsip_endpoint_identifier_ip",
        "res_pjsip_registrar",
        "res_pjsip_transport_websocket",
        "res_pjsip_dtmf_info",
        "res_pjsip_rfc3326",
        "res_pjsip_path",
        "res_pjsip_diversion",
        "res_pjsip_logger",
        "res_pjsip_acl",
        "res_pjsip_dlg_options",
        "res_pjsip_outbound_registration",
        "res_pjsip_pubsub",
        "res_security_log",
        "chan_pjsip",
        "codec_alaw",
        "codec_ulaw",
        "codec_a_mu",
        "codec_resample",
        "format_pcm",
        "format_sln",
        "format_wav",
        "bridge_simple",
        "bridge_softmix",
        "bridge_native_rtp",
        "bridge_holding",
        "bridge_builtin_features",
        "bridge_builtin_interval_features",
        "chan_bridge_media",
        "res_musiconhold",
        "res_manager_devicestate",
        "res_stasis",
        "res_stasis_answer",
        "res_stasis_device_state",
        "res_stasis_playback",
        "res_stasis_recording",
        "res_stasis_snoop",
        "app_stasis",
        "app_mixmonitor",
        "app_queue",
        "app_playback",
        "app_echo",
        "func_callerid",
        "func_channel",
        "func_cut",
        "func_env",
        "func_logic",
        "func_strings",
        "func_devstate",
        "func_pjsip_endpoint",
        "func_pjsip_contact",
        "res_ari",
        "res_ari_model",
        "res_ari_applications",
        "res_ari_asterisk",
        "res_ari_bridges",
        "res_ari_channels",
        "res_ari_device_states",
        "res_ari_endpoints",
        "res_ari_events",
        "res_ari_playbacks",
        "res_ari_recordings",
        "pbx_config",
    ]
)
