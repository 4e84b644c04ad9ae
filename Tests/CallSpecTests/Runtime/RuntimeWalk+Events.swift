import AMI
@testable import CallSpec
@_spi(Runtime) @testable import Correlator

// Random events, as an Asterisk could send them.
extension RuntimeWalk {
    func value(for header: String) -> String? {
        if random.chance(35) { return nil }
        var some = ["1", "2", "3", "101", "-5", "abc", "21", "9999"]
        if let number = program.headers.firstIndex(where: { $0.name == header }) {
            some += program.headers[number].vocabulary + program.headers[number].vocabulary
            some += program.headers[number].nothing.prefix(1)
        }
        if let values = program.specification.ami.headers.first(where: { $0.name.text == header })?.values {
            return values.randomElement(using: &random)
        }
        some += names.values.map { $0.split(separator: "/").last.map(String.init) ?? $0 }.sorted().prefix(2)
        return some.randomElement(using: &random)
    }

    func newName() -> String {
        count += 1
        let patterns = program.specification.channelFacts.flatMap(\.names)
        let number = String(100_000_000 + count).dropFirst()
        if let pattern = patterns.randomElement(using: &random), random.chance(25) {
            return pattern.replacing("*", with: "\(100 + count)") + "-\(number)"
        }
        return random.chance(20) ? "PJSIP/line\(count)-\(number)" : "PJSIP/\(100 + count)-\(number)"
    }

    func takeEvent() throws {
        let before = abstraction()
        noteBridges()
        let ami = program.specification.ami
        let isFull = before.channels.count >= model.layout.channels
        var number = Int.random(in: ami.events.indices, using: &random)
        if before.channels.isEmpty || !isFull && random.chance(15) {
            number =
                ami.events.firstIndex { $0.channel == .begins && $0.name.text != ami.rollCall?.item.text } ?? number
        } else if ami.events[number].channel == .everyCall || ami.events[number].channel == .ends, random.chance(70) {
            return
        }
        let event = ami.events[number]
        let isItem = event.name.text == ami.rollCall?.item.text
        let isComplete = event.name.text == ami.rollCall?.complete.text
        if isComplete { return try completeRollCall(before) }
        if event.channel == .none { return }
        var headers: [String: String] = [:]
        for header in event.headers { headers[header.text] = value(for: header.text) }
        let (id, name, call) = (ami.channelID.text, ami.channelName.text, ami.callID.text)
        let isNew = event.channel == .begins && !isFull && (before.channels.isEmpty || random.chance(isItem ? 50 : 90))
        var subject: Int?
        var way: ModelQuestion.Way?
        var callIDs = before.callIDs
        if isNew {
            count += 1
            let own = "1800000000.\(count)"
            let hasRoom = before.cells[model.layout.row(call: model.layout.calls - 1)] == 0
            let linked: String
            if !before.callIDs.isEmpty, !hasRoom || random.chance(50) {
                guard let place = before.callIDs.indices.randomElement(using: &random) else { return }
                linked = before.callIDs[place]
                way = .join(place, isNamedAfter: false)
            } else if random.chance(70) {
                linked = own
                way = .own(older: false)
                callIDs.append(linked)
            } else if !before.callIDs.isEmpty, random.chance(50) {
                linked = "1700000000.\(count)"
                // One that is older than all others.
                guard before.callIDs.allSatisfy({ $0.hasPrefix("18") }) else { return }
                way = .unseen(older: true)
                callIDs.insert(linked, at: 0)
            } else {
                count += 1
                linked = "1800000000.\(count)"
                way = .unseen(older: false)
                callIDs.append(linked)
            }
            names[own] = newName()
            headers[event.prefix + id] = own
            headers[event.prefix + name] = names[own]
            headers[event.prefix + call] = linked
        } else {
            func say(_ prefix: String, _ channel: Int?) {
                guard let channel else {
                    if random.chance(50) { headers[prefix + id] = "1900000000.1" }
                    return
                }
                let own = before.channelIDs[channel]
                headers[prefix + id] = own
                if random.chance(15) {
                    names[own] = newName()
                    headers[prefix + name] = names[own]
                } else if random.chance(80) {
                    headers[prefix + name] = names[own]
                }
                let place = Int(before.cells[model.layout.row(channel: channel)]) - 1
                if random.chance(75) {
                    headers[prefix + call] = before.callIDs[place]
                } else if random.chance(60) {
                    headers[prefix + call] = before.callIDs.randomElement(using: &random)
                } else if random.chance(20) {
                    headers[prefix + call] = "1600000000.1"
                }
            }
            subject = random.chance(93) ? before.channels.indices.randomElement(using: &random) : nil
            if isItem || event.channel == .begins, subject == nil { return }
            if event.channel == .begins, headers[event.prefix + name] == nil, let subject {
                headers[event.prefix + name] = names[before.channelIDs[subject]]
            }
            say(event.prefix, subject)
            if event.channel == .begins, let subject {
                // It is whole, or it is not heard.
                let place = Int(before.cells[model.layout.row(channel: subject)]) - 1
                headers[event.prefix + name] = names[before.channelIDs[subject]]
                headers[event.prefix + call] = headers[event.prefix + call] ?? before.callIDs[place]
            }
            // A roll call does not tell of names.
            if isItem, let subject {
                let place = before.channels[subject]
                names[before.channelIDs[subject]] = correlator.text(of: correlator.channels[place].name)
                headers[event.prefix + name] = names[before.channelIDs[subject]]
            }
        }
        var peer: Int?
        if let prefix = event.peer?.text, !isNew {
            peer =
                random.chance(85) ? before.channels.indices.filter { $0 != subject }.randomElement(using: &random) : nil
            if let peer {
                let own = before.channelIDs[peer]
                headers[prefix + id] = own
                if random.chance(80) { headers[prefix + name] = names[own] }
                let place = Int(before.cells[model.layout.row(channel: peer)]) - 1
                headers[prefix + call] =
                    random.chance(80) ? before.callIDs[place] : before.callIDs.randomElement(using: &random)
            }
        }
        if let device = event.peerDevice?.text {
            headers[device] =
                random.chance(70)
                ? before.channelIDs.randomElement(using: &random).flatMap { names[$0] }.map { Self.device(of: $0) }
                : nil
        }
        if event.bridge != nil, let header = ami.bridgeID?.text, random.chance(90) {
            headers[header] = "b\(Int.random(in: 1...3, using: &random))"
        }
        if isItem {
            if !isAsking { correlator.beginRollCall(actionID: "7") }
            isAsking = true
            headers["ActionID"] = "7"
        }
        // What a recording has twice counts once; here nothing is.
        let events = hear(event.name.text, headers)
        if !isNew, subject == nil, peer == nil, event.channel != .everyCall {
            return try compare(events, before, callIDs, possible: [([], before.cells)])
        }
        let bridges = Dictionary(
            uniqueKeysWithValues: before.bridges.compactMap { place, number -> (String, ModelCell)? in
                bridgeNames[place].map { ($0, number) }
            })
        model.pairs = observer.pairs.compactMap { pair in
            guard let near = before.channelIDs.firstIndex(of: pair.near),
                let far = before.channelIDs.firstIndex(of: pair.far)
            else { return nil }
            return (near, far)
        }
        defer { model.pairs = [] }
        let possible = outcomes(isItem ? .present(number) : .ami(number), before) { [self] question in
            answer(
                question, event: event, headers, before, subject: subject, peer: peer, way: way, isNew: isNew,
                bridges: bridges)
        }
        try compare(events, before, callIDs, possible: possible)
    }

    func noteBridges() {
        bridgeNames = [:]
        for place in 0..<correlator.bridgeIDs.places where correlator.bridgeIDs.isTaken(place) {
            bridgeNames[place] = correlator.text(of: correlator.bridgeIDs.id(place))
        }
    }

    private static func device(of name: String) -> String {
        name.lastIndex(of: "-").map { String(name[..<$0]) } ?? name
    }

    func hear(_ event: String, _ headers: [String: String]) -> [CallEvent] {
        var text =
            "Event: \(event)\r\nTimestamp: \(time / 1_000_000).\(String(1_000_000 + time % 1_000_000).dropFirst())\r\n"
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) { text += "\(name): \(value)\r\n" }
        text += "\r\n"
        log.append(text)
        correlator.arrival = Timestamp(microseconds: time)
        let bytes = Array(text.utf8)
        decoder.decode(bytes.span.bytes, into: &correlator)
        let events = correlator.takeEvents()
        note(events)
        return events
    }

    func completeRollCall(_ before: Abstraction) throws {
        guard let rollCall = program.specification.ami.rollCall, random.chance(10) else { return }
        correlator.beginRollCall(actionID: "7")
        isAsking = false
        var there: [Int] = []
        for channel in before.channels.indices where random.chance(60) {
            there.append(channel)
            let place = Int(before.cells[model.layout.row(channel: channel)]) - 1
            let ami = program.specification.ami
            let item = ami.events.first { $0.name.text == rollCall.item.text }
            let prefix = item?.prefix ?? ""
            _ = hear(
                rollCall.item.text,
                [
                    "ActionID": "7", prefix + ami.channelID.text: before.channelIDs[channel],
                    prefix + ami.channelName.text: names[before.channelIDs[channel]] ?? "x",
                    prefix + ami.callID.text: before.callIDs[place],
                ])
        }
        let number = program.specification.ami.events.firstIndex { $0.name.text == rollCall.complete.text } ?? 0
        var headers = ["ActionID": "7"]
        if let count = rollCall.count?.text { headers[count] = String(there.count) }
        let events = hear(rollCall.complete.text, headers)
        let possible = outcomes(.rollCallComplete(number), before) { question in
            guard case .lost(let channel) = question else { return nil }
            return there.contains(channel) ? 0 : 1
        }
        try compare(events, before, before.callIDs, possible: possible)
    }

    func answer(
        _ question: ModelQuestion, event: EventDeclaration, _ headers: [String: String], _ before: Abstraction,
        subject: Int?, peer: Int?, way: ModelQuestion.Way?, isNew: Bool, bridges: [String: ModelCell]
    ) -> Int? {
        let ami = program.specification.ami
        func prefix(of channel: Int) -> String? {
            if isNew || channel == subject { return event.prefix }
            return channel == peer ? event.peer?.text : nil
        }
        switch question {
        case .begun(let channels): return subject.flatMap { channels.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        case .channel(let channels): return subject.flatMap { channels.firstIndex(of: $0) } ?? channels.count
        case .peer(let channels): return peer.flatMap { channels.firstIndex(of: $0) } ?? channels.count
        case .begins(let ways): return way.flatMap { ways.firstIndex(of: $0) }
        case .name(let slot, let channel, let values):
            guard let prefix = prefix(of: channel), let name = headers[prefix + ami.channelName.text] else { return 0 }
            let fact = program.channelNumbers[slot.place].fact
            let patterns = fact.namesFrom == nil ? fact.names : correlator.options.trunks
            if patterns.isEmpty { return values.firstIndex(of: ModelVocabulary.unset) }
            let bytes = Array(name.utf8)
            let matches = patterns.contains { Glob($0).matches(bytes.span.bytes) }
            return values.firstIndex(of: model.slice.vocabulary.kept(matches ? 1 : 0, in: slot))
        case .follows(let channel, let calls):
            guard let prefix = prefix(of: channel), let id = headers[prefix + ami.callID.text],
                let call = before.callIDs.firstIndex(of: id)
            else { return 0 }
            return calls.firstIndex(of: call).map { $0 + 1 } ?? 0
        case .enters(_, let others):
            guard let header = ami.bridgeID?.text, let id = headers[header] else { return others.count + 1 }
            return bridges[id].flatMap { others.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        case .leaves:
            guard let header = ami.bridgeID?.text else { return 1 }
            return headers[header] == nil ? 1 : 0
        case .device(let members):
            guard let header = event.peerDevice?.text, let device = headers[header] else { return 0 }
            return members.firstIndex { names[before.channelIDs[$0]].map(Self.device(of:)) == device }.map { $0 + 1 }
                ?? 0
        case .header(let header, let mask): return bits(header, headers) & mask == 0 ? 0 : 1
        case .condition: return nil
        case .value(let header, let slot, let codes):
            let value = headers[program.headers[header].name] ?? ""
            if slot.isText {
                return codes.firstIndex(of: model.slice.vocabulary.kept(value, in: slot))
            }
            guard let number = HeaderValues.integer(value) else { return nil }
            if let bounds = model.slice.vocabulary.bounds[slot], !bounds.contains(number) {
                return codes.firstIndex(of: ModelVocabulary.unset)
            }
            return codes.firstIndex(of: model.slice.vocabulary.kept(number, in: slot))
        case .lost, .timer: return nil
        }
    }

    func bits(_ header: Int, _ headers: [String: String]) -> UInt64 {
        let table = program.headers[header]
        guard let value = headers[table.name], !value.isEmpty,
            !(table.nothing + program.specification.ami.nothing).contains(value)
        else { return HeaderValues.none }
        if let word = table.vocabulary.firstIndex(of: value) { return HeaderValues.word(word) }
        return HeaderValues.bit(of: value)
    }
}
