@testable import Bridge

extension ConfigurationFaultTests {
    static let events: [Case] = [
        Case(
            testDescription: "an event that there is not",
            yaml: minimal + "calls:\n  events:\n    held: false\n    dtfm: true\n",
            expected: [
                #"DIR/asterisk-mqtt.yaml:7: error: calls.events: has "dtfm", which is no event: did you mean "dtmf"?; write names of events with true or false below it, such as "dtmf: true""#
            ]),
        Case(
            testDescription: "an event that is always published",
            yaml: minimal + "calls:\n  events: {hungup: false}\n",
            expected: [
                #"DIR/asterisk-mqtt.yaml:5: error: calls.events: says false of "hungup", which is always published; write names of events with true or false below it, such as "dtmf: true""#
            ]),
        Case(
            testDescription: "an event that is neither published nor not",
            yaml: minimal + "calls:\n  events:\n    held: maybe\n",
            expected: [
                #"DIR/asterisk-mqtt.yaml:5: error: calls.events: says of "held" what is "maybe", which is neither true nor false; write names of events with true or false below it, such as "dtmf: true""#
            ]),
        Case(
            testDescription: "an event in the environment that there is not",
            yaml: minimal, environment: ["ASTERISK_MQTT_CALLS_EVENTS": "dtmf=true,hold=false"],
            expected: [
                #"$ASTERISK_MQTT_CALLS_EVENTS: error: calls.events: has "hold", which is no event: did you mean "held"?; write names of events with true or false below it, such as "dtmf: true""#
            ]),
        Case(
            testDescription: "a variable twice",
            yaml: minimal + "calls:\n  variables: [CRM_ID, CRM_ID]\n",
            expected: [
                #"DIR/asterisk-mqtt.yaml:5: error: calls.variables: has "CRM_ID" twice; write a list of names like [CRM_ID]"#
            ]),
        Case(
            testDescription: "what names no variable",
            yaml: minimal + "calls:\n  variables: [\"CRM ID\"]\n",
            expected: [
                #"DIR/asterisk-mqtt.yaml:5: error: calls.variables: has "CRM ID", which names no variable; write a list of names like [CRM_ID]"#
            ]),
    ]

    static let inFile: [Case] =
        events + [
            Case(
                testDescription: "an unknown field that is nearly a known one",
                yaml: minimal + "mqtt:\n  topicprefix: pbx\n",
                expected: [
                    #"DIR/asterisk-mqtt.yaml:5: error: mqtt.topicprefix: is not a name that is known here; did you mean "topic_prefix"?"#
                ]),
            Case(
                testDescription: "an unknown section that is nearly a known one",
                yaml: minimal + "mqqt:\n  qos: 1\n",
                expected: [
                    #"DIR/asterisk-mqtt.yaml:4: error: mqqt: is not a name that is known here; did you mean "mqtt"?"#
                ]),
            Case(
                testDescription: "a field of another section",
                yaml: minimal + "broker: tcp://localhost\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:4: error: broker: is not a name that is known here; did you mean mqtt.broker, which is written below mqtt:?"
                ]),
            Case(
                testDescription: "a field like no other",
                yaml: minimal + "log:\n  colour: blue\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:5: error: log.colour: is not a name that is known here; leave it out, or use one of: level, format"
                ]),
            Case(
                testDescription: "a port out of range",
                yaml: minimal + "  port: 70000\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:4: error: ami.port: is 70000, which is not from 1 to 65535; give the port from manager.conf, usually 5038, or 5039 for TLS"
                ]),
            Case(
                testDescription: "a port that is no number",
                yaml: minimal + "  port: manager\n",
                expected: [
                    #"DIR/asterisk-mqtt.yaml:4: error: ami.port: is "manager", which is no integer; give the port from manager.conf, usually 5038, or 5039 for TLS"#
                ]),
            Case(
                testDescription: "a list where one value is expected",
                yaml: minimal + "  host: [one, two]\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:4: error: ami.host: is a list where one value is wanted: a host name or an address; give a host name or an address, with the port in ami.port"
                ]),
            Case(
                testDescription: "a mapping where one value is expected",
                yaml: minimal + "log:\n  level:\n    all: debug\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:5: error: log.level: is a mapping where one value is wanted: trace, debug, info, notice, warning, error or critical; choose a level, usually info"
                ]),
            Case(
                testDescription: "a value where a section is expected",
                yaml: minimal + "mqtt: tcp://localhost:1883\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:4: error: mqtt: is a single value where fields are wanted; write mqtt: and its fields below it, indented"
                ]),
            Case(
                testDescription: "a value where a list is expected",
                yaml: minimal + "pbx:\n  trunks: PJSIP/provider-*\n",
                expected: [
                    #"DIR/asterisk-mqtt.yaml:5: error: pbx.trunks: is not a list of texts; write a list of patterns like ["PJSIP/provider-*", "DAHDI/*"]"#
                ]),
            Case(
                testDescription: "a mapping in a list",
                yaml: minimal + "pbx:\n  trunks:\n    - a: b\n",
                expected: [
                    #"DIR/asterisk-mqtt.yaml:5: error: pbx.trunks: is not a list of texts; write a list of patterns like ["PJSIP/provider-*", "DAHDI/*"]"#
                ]),
            Case(
                testDescription: "a pattern that no channel's name can match",
                yaml: minimal + "pbx:\n  trunks: [\"provider-*\"]\n",
                expected: [
                    #"DIR/asterisk-mqtt.yaml:5: error: pbx.trunks: has "provider-*", which matches no channel: their names begin with TECHNOLOGY/; write a list of patterns like ["PJSIP/provider-*", "DAHDI/*"]"#
                ]),
            Case(
                testDescription: "a choice that is not offered",
                yaml: minimal + "log:\n  level: verbose\n",
                expected: [
                    #"DIR/asterisk-mqtt.yaml:5: error: log.level: is "verbose", which is not trace, debug, info, notice, warning, error or critical; choose a level, usually info"#
                ]),
            Case(
                testDescription: "a choice that is misspelt",
                yaml: minimal + "log:\n  level: waring\n",
                expected: [
                    #"DIR/asterisk-mqtt.yaml:5: error: log.level: is "waring", which is not trace, debug, info, notice, warning, error or critical: did you mean "warning"?; choose a level, usually info"#
                ]),
            Case(
                testDescription: "neither true nor false",
                yaml: minimal + "  tls:\n    enabled: perhaps\n",
                expected: [
                    #"DIR/asterisk-mqtt.yaml:5: error: ami.tls.enabled: is "perhaps", which is neither true nor false; write true or false"#
                ]),
            Case(
                testDescription: "a time that is no number",
                yaml: minimal + "calls:\n  silence_seconds: 4h\n",
                expected: [
                    #"DIR/asterisk-mqtt.yaml:5: error: calls.silence_seconds: is "4h", which is no number of seconds; give some seconds, usually 14400 (4 hours)"#
                ]),
            Case(
                testDescription: "a time that Swift alone would read",
                yaml: minimal + "calls:\n  silence_seconds: 0x4000\n",
                expected: [
                    #"DIR/asterisk-mqtt.yaml:5: error: calls.silence_seconds: is "0x4000", which is no number of seconds; give some seconds, usually 14400 (4 hours)"#
                ]),
            Case(
                testDescription: "a fraction where MQTT has whole seconds",
                yaml: minimal + "mqtt:\n  keep_alive_seconds: 7.5\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:5: error: mqtt.keep_alive_seconds: is 7.5, and only whole seconds are allowed; give whole seconds, usually 30"
                ]),
            Case(
                testDescription: "a host with its port",
                yaml: minimal + "  host: pbx.example.org:5038\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:4: error: ami.host: is neither a host name nor an IPv6 address, but has a colon in it; give a host name or an address, with the port in ami.port"
                ]),
            Case(
                testDescription: "a line break in what goes into an AMI action",
                yaml: "ami:\n  username: \"bridge\\r\\nAction: Originate\"\n  secret: \"a\\nb\"\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:2: error: ami.username: contains the control character U+000D; give the name of a [section] of manager.conf",
                    "DIR/asterisk-mqtt.yaml:3: error: ami.secret: contains the control character U+000A; give the user's secret from manager.conf, here, in ami.secret_file or as a systemd credential",
                ]),
            Case(
                testDescription: "a key that is there twice, and what else is wrong",
                yaml: minimal + "  port: 1\n  \"username\": other\n  port: 2\nmqtt:\n  qos: 7\n  port: 3\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:5: error: ami.username: is given a second time, first on line 2; leave one of them out",
                    "DIR/asterisk-mqtt.yaml:6: error: ami.port: is given a second time, first on line 4; leave one of them out",
                    "DIR/asterisk-mqtt.yaml:8: error: mqtt.qos: is 7, which is not from 0 to 2; choose 0, 1 or 2",
                    "DIR/asterisk-mqtt.yaml:9: error: mqtt.port: is not a name that is known here; did you mean mqtt.broker, such as tcp://HOST:1883?",
                ]),
            Case(
                testDescription: "a key that is there three times, in one line",
                yaml: "ami: {username: a, secret: b, port: 1, port: 2, port: 3}\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:1: error: ami.port: is given a second time, first on line 1; leave one of them out",
                    "DIR/asterisk-mqtt.yaml:1: error: ami.port: is given a second time, first on line 1; leave one of them out",
                ]),
            Case(
                testDescription: "a section that is there twice",
                yaml: minimal + "ami:\n  port: 5038\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:4: error: ami: is given a second time, first on line 1; leave one of them out",
                    "DIR/asterisk-mqtt.yaml: error: ami.username: is required, and no source gives it; give the name of a [section] of manager.conf",
                    "DIR/asterisk-mqtt.yaml: error: ami.secret: is required, and no source gives it; give the user's secret from manager.conf, here, in ami.secret_file or as a systemd credential",
                ]),
            Case(
                testDescription: "a tab for indentation",
                yaml: minimal + "mqtt:\n\tqos: 1\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:5: error: this is not YAML: while scanning for the next token found character that cannot start any token; look for wrong indentation (spaces only), an unclosed quote or bracket, or a missing \": \""
                ]),
            Case(
                testDescription: "a quote that is not closed, at the end of the file",
                yaml: minimal + "mqtt:\n  broker: \"tcp://localhost\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:5: error: this is not YAML: while scanning a quoted scalar found unexpected end of stream; look for wrong indentation (spaces only), an unclosed quote or bracket, or a missing \": \""
                ]),
            Case(
                testDescription: "a second document",
                yaml: minimal + "---\nmqtt: {}\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:4: error: this is not YAML: expected a single document in the stream but found another document; look for wrong indentation (spaces only), an unclosed quote or bracket, or a missing \": \""
                ]),
            Case(
                testDescription: "texts that YAML takes for something else, and what else is wrong",
                yaml: "ami:\n  username: *bridge\n  secret: &b c\n  host: !h i\n  port: 0\npbx:\n  trunks: [a/*, *b]\n",
                expected: [
                    #"DIR/asterisk-mqtt.yaml:2: error: ami.username: is an alias (put a text that begins with "*" in quotes) where one value is wanted: a name; give the name of a [section] of manager.conf"#,
                    #"DIR/asterisk-mqtt.yaml:3: error: ami.secret: is an anchor (put a text that begins with "&" in quotes) where one value is wanted: a text; give the user's secret from manager.conf, here, in ami.secret_file or as a systemd credential"#,
                    #"DIR/asterisk-mqtt.yaml:4: error: ami.host: is a tag (put a text that begins with "!" in quotes) where one value is wanted: a host name or an address; give a host name or an address, with the port in ami.port"#,
                    "DIR/asterisk-mqtt.yaml:5: error: ami.port: is 0, which is not from 1 to 65535; give the port from manager.conf, usually 5038, or 5039 for TLS",
                    #"DIR/asterisk-mqtt.yaml:7: error: pbx.trunks: is not a list of texts; write a list of patterns like ["PJSIP/provider-*", "DAHDI/*"]"#,
                ]),
            Case(
                testDescription: "a character that YAML has not",
                yaml: minimal + "mqtt:\n  client_id: \u{1}\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:5: error: this is not YAML: control characters are not allowed; look for wrong indentation (spaces only), an unclosed quote or bracket, or a missing \": \""
                ]),
            Case(
                testDescription: "a board that is nowhere",
                yaml: minimal + "http: {board: true}\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:4: error: http.board: is true, but http.listen is not given; listen on 127.0.0.1:9464, or elsewhere with a token in http.token_file"
                ]),
            Case(
                testDescription: "a board for everybody",
                yaml: minimal + "http: {board: true, listen: \"0.0.0.0:9464\"}\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:4: warning: http.listen: is 0.0.0.0:9464, where others than this machine can read how many calls there are, and no token is asked for; listen on 127.0.0.1, and have a proxy with TLS in front of it",
                    "DIR/asterisk-mqtt.yaml:4: error: http.board: is true, and at 0.0.0.0:9464 everybody on the network could see who calls whom: no token is asked for; listen on 127.0.0.1:9464, or elsewhere with a token in http.token_file",
                ]),
            Case(
                testDescription: "a list at the top",
                yaml: "- ami\n- mqtt\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:1: error: is a list where fields are wanted; write ami: and its fields below it, indented",
                    "DIR/asterisk-mqtt.yaml: error: ami.username: is required, and no source gives it; give the name of a [section] of manager.conf",
                    "DIR/asterisk-mqtt.yaml: error: ami.secret: is required, and no source gives it; give the user's secret from manager.conf, here, in ami.secret_file or as a systemd credential",
                ]),
            Case(
                testDescription: "an empty file",
                yaml: "",
                expected: [
                    "DIR/asterisk-mqtt.yaml: error: ami.username: is required, and no source gives it; give the name of a [section] of manager.conf",
                    "DIR/asterisk-mqtt.yaml: error: ami.secret: is required, and no source gives it; give the user's secret from manager.conf, here, in ami.secret_file or as a systemd credential",
                ]),
            Case(
                testDescription: "a secret and its file",
                yaml: minimal + "  secret_file: /etc/asterisk-mqtt/ami.secret\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:4: error: ami.secret_file: is given, and so is ami.secret (DIR/asterisk-mqtt.yaml:3); only one of them can count; give a file that contains the secret on one line and that the bridge's user can read"
                ]),
            Case(
                testDescription: "files that are not there, or are directories",
                yaml: minimal
                    + "mqtt:\n  broker: ssl://localhost\n  password_file: /nonexistent/password\n  tls:\n    ca_file: /nonexistent/ca\n    cert_file: /\n",
                expected: [
                    #"DIR/asterisk-mqtt.yaml:6: error: mqtt.password_file: is "/nonexistent/password", which can't be read: No such file or directory; give a file that contains the password on one line and that the bridge's user can read"#,
                    #"DIR/asterisk-mqtt.yaml:8: error: mqtt.tls.ca_file: is "/nonexistent/ca", which can't be read: No such file or directory; give a PEM file that the bridge's user can read"#,
                    #"DIR/asterisk-mqtt.yaml:9: error: mqtt.tls.cert_file: is "/", which can't be read: Is a directory; give a PEM file that the bridge's user can read"#,
                ]),
            Case(
                testDescription: "times that contradict each other",
                yaml: minimal
                    + "  dead_after_seconds: 10\n  reconnect: {min_seconds: 60}\ncalls: {max_calls: 10, max_channels: 9}\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:4: error: ami.dead_after_seconds: is not longer than ami.ping_interval_seconds, so a quiet connection is always given up; give about three times ami.ping_interval_seconds",
                    "DIR/asterisk-mqtt.yaml:5: error: ami.reconnect.max_seconds: is shorter than ami.reconnect.min_seconds; give at least ami.reconnect.min_seconds",
                    "DIR/asterisk-mqtt.yaml:6: error: calls.max_channels: is less than calls.max_calls, and a call has at least one channel; give about four times calls.max_calls",
                ]),
            Case(
                testDescription: "TLS files without TLS, a certificate without its key, a key without its certificate",
                yaml: minimal
                    + "  tls: {ca_file: /dev/null}\nmqtt:\n  tls: {cert_file: /dev/null, ca_file: /dev/null}\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:4: error: ami.tls.ca_file: is given, but TLS to Asterisk is off; set ami.tls.enabled to true, or leave ami.tls.ca_file out",
                    "DIR/asterisk-mqtt.yaml:6: error: mqtt.tls.cert_file: is given without mqtt.tls.key_file; give the key of the certificate in mqtt.tls.key_file",
                    "DIR/asterisk-mqtt.yaml:6: error: mqtt.tls.ca_file: is given, but mqtt.broker is without TLS; use ssl://HOST:8883 in mqtt.broker, or leave mqtt.tls.ca_file out",
                    "DIR/asterisk-mqtt.yaml:6: error: mqtt.tls.cert_file: is given, but mqtt.broker is without TLS; use ssl://HOST:8883 in mqtt.broker, or leave mqtt.tls.cert_file out",
                ]),
            Case(
                testDescription: "a key without its certificate",
                yaml: minimal + "mqtt:\n  broker: ssl://localhost\n  tls: {key_file: /dev/null}\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:6: error: mqtt.tls.key_file: is given without mqtt.tls.cert_file; give the certificate of the key in mqtt.tls.cert_file"
                ]),
            Case(
                testDescription: "a password without a user for MQTT 3.1.1",
                yaml: minimal + "mqtt:\n  protocol: 3.1.1\n  password: p\n",
                expected: [
                    "DIR/asterisk-mqtt.yaml:6: error: mqtt.password: is given without mqtt.username, which MQTT 3.1.1 does not allow; give mqtt.username too"
                ]),
            Case(
                testDescription: "everything of all sources at once, files first",
                yaml: "ami:\n  username: bridge\n  port: 0\n  hosts: pbx\n",
                environment: ["ASTERISK_MQTT_MQTT_QOS": "3", "ASTERISK_MQTT_AMI_SECERT": "x"],
                flags: ["mqtt.topic_prefix": "pbx/#"],
                expected: [
                    "DIR/asterisk-mqtt.yaml:3: error: ami.port: is 0, which is not from 1 to 65535; give the port from manager.conf, usually 5038, or 5039 for TLS",
                    #"DIR/asterisk-mqtt.yaml:4: error: ami.hosts: is not a name that is known here; did you mean "host"?"#,
                    "DIR/asterisk-mqtt.yaml: error: ami.secret: is required, and no source gives it; give the user's secret from manager.conf, here, in ami.secret_file or as a systemd credential",
                    "$ASTERISK_MQTT_AMI_SECERT: warning: is not a variable that is known; did you mean ASTERISK_MQTT_AMI_SECRET?",
                    "$ASTERISK_MQTT_MQTT_QOS: error: mqtt.qos: is 3, which is not from 0 to 2; choose 0, 1 or 2",
                    ##"--mqtt-topic-prefix: error: mqtt.topic_prefix: is "pbx/#" and contains "#", which is a wildcard for subscribers; choose a prefix like "asterisk" or "site/pbx1", without #, +, a leading $ or outer slashes"##,
                ]),
        ]
}
