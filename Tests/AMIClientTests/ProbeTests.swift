import Foundation
import NIOPosix
import TestSupport
import Testing

@testable import AMIClient

@Suite("The probe", .serialized, .timeLimit(.minutes(5)))
struct ProbeTests {
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()

    @Test("says what Asterisk it is and what the user may do")
    func findings() async throws {
        let server = try await ScriptedServer.start()
        async let found = AMIProbe.run(.local(server.port), on: eventLoop, timeout: .seconds(120))
        let peer = try await server.accept()
        try await peer.acceptLogin()
        let settings = try #require(await peer.action())
        #expect(settings.hasPrefix("Action: CoreSettings\n"))
        let list = try #require(await peer.action())
        try await peer.say("Response: Success\n\(Self.id(settings))\nAMIversion: 11.0.0\nAsteriskVersion: 22.9.0\n\n")
        try await peer.say(
            "Response: Success\n\(Self.id(list))\nPing: Keepalive command. (Priv: <none>)\nLogoff: Logoff Manager.\n\n")
        let ping = try #require(await peer.action())
        try await peer.say("Response: Success\n\(Self.id(ping))\nPing: Pong\nTimestamp: 1000000000.000001\n\n")
        #expect(await peer.action()?.hasPrefix("Action: Logoff") == true)
        try await peer.close()
        let report = await found
        #expect(report.failure == nil)
        #expect(report.managerVersion == "11.0.0")
        #expect(report.lines.contains { $0.contains("s behind this machine's: to do: synchronise both with NTP") })
        #expect(report.asteriskVersion == "22.9.0")
        #expect(report.permittedActions == ["Logoff", "Ping"])
        #expect(report.mayListChannels == false)
        #expect(report.lines.contains { $0.contains("CoreShowChannels") })
        try await server.stop()
    }

    @Test(
        "An Asterisk before 12 is named as one that is not supported",
        arguments: [("1.3", true), ("1.1", true), ("2.0.0", false), ("11.0.0", false)])
    func oldAsterisk(version: String, isNamed: Bool) {
        let lines = AMIProbeReport(managerVersion: version).lines
        #expect(lines.contains { $0.contains("not supported") } == isNamed)
    }

    @Test("says which channels and devices there are")
    func lists() async throws {
        let server = try await ScriptedServer.start()
        async let found = AMIProbe.run(.local(server.port), on: eventLoop, timeout: .seconds(120))
        let peer = try await server.accept()
        try await peer.acceptLogin()
        let settings = try #require(await peer.action())
        let list = try #require(await peer.action())
        try await peer.say("Response: Error\n\(Self.id(settings))\nMessage: Permission denied\n\n")
        try await peer.say(
            "Response: Success\n\(Self.id(list))\nCoreShowChannels: List. (Priv: x)\nDeviceStateList: List. (Priv: x)\n\n"
        )
        for (header, name) in [("Channel", "PJSIP/21-00000001"), ("Device", "PJSIP/provider")] {
            let action = try #require(await peer.action())
            try await peer.say("Response: Success\n\(Self.id(action))\nEventList: start\n\n")
            try await peer.say("Event: Item\n\(Self.id(action))\n\(header): \(name)\n\n")
        }
        let ping = try #require(await peer.action())
        try await peer.say("Response: Success\n\(Self.id(ping))\nPing: Pong\n\n")
        #expect(await peer.action()?.hasPrefix("Action: Logoff") == true)
        try await peer.close()
        let report = await found
        #expect(report.names == ["PJSIP/21-00000001", "PJSIP/provider"])
        #expect(report.listsChannels == true && report.clockLead == nil)
        try await server.stop()
    }

    @Test("does without what the user may not ask for")
    func denied() async throws {
        let server = try await ScriptedServer.start()
        async let found = AMIProbe.run(.local(server.port), on: eventLoop, timeout: .seconds(120))
        let peer = try await server.accept()
        try await peer.acceptLogin()
        for _ in 0..<2 {
            let action = try #require(await peer.action())
            try await peer.say("Response: Error\n\(Self.id(action))\nMessage: Permission denied\n\n")
        }
        // It is not said what may be asked for, so it is asked for.
        for name in ["CoreShowChannels", "DeviceStateList"] {
            let action = try #require(await peer.action())
            #expect(action.hasPrefix("Action: \(name)"))
            try await peer.say("Response: Error\n\(Self.id(action))\nMessage: Permission denied\n\n")
        }
        let ping = try #require(await peer.action())
        let hourAgo = Int(Date.now.timeIntervalSince1970) - 3600
        try await peer.say("Response: Success\n\(Self.id(ping))\nPing: Pong\nTimestamp: \(hourAgo).000000\n\n")
        #expect(await peer.action()?.hasPrefix("Action: Logoff") == true)
        try await peer.close()
        let report = await found
        #expect(report.failure == nil)
        #expect(report.asteriskVersion == nil)
        #expect(report.mayListChannels == false)
        #expect(report.lines.contains { $0.contains("the user may not list the calls in progress") })
        #expect(report.lines.contains { $0.wholeMatch(of: /its clock is 36\d\d s behind this machine's: .*/) != nil })
        try await server.stop()
    }

    @Test("ends in time where the answers don't come, with what it has")
    func timeout() async throws {
        let server = try await ScriptedServer.start()
        var report = AMIProbeReport()
        // The time must do for the login, which takes longer on a busy machine.
        for seconds in [0.3, 3, 30] {
            async let found = AMIProbe.run(
                .local(server.port) { $0.logoffTimeout = .milliseconds(20) }, on: eventLoop, timeout: .seconds(seconds))
            let peer = try await server.accept()
            _ = try? await peer.acceptLogin()
            report = await found
            if report.failure == nil { break }
        }
        #expect(report.failure == nil)
        #expect(report.managerVersion == "11.0.0")
        try await server.stop()
    }

    @Test("says why there is nothing, and what to do")
    func failure() async throws {
        let report = await AMIProbe.run(.local(Int(LoopbackPort.free())), on: eventLoop)
        #expect(report.failure == .unreachable(.refused))
        #expect(report.lines.count == 2)
    }

    static func id(_ action: String) -> String {
        action.split(separator: "\n").last { $0.hasPrefix("ActionID: ") }.map(String.init) ?? ""
    }
}
