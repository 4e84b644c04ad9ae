/// Finds the call behind each message by the ids and names in it.
///
/// Owners are numbers: messages get one as they come, and what call it is can turn out later.
struct CallFinder {
    private enum Name: Hashable {
        case linkedid([UInt8])
        case bridge([UInt8])
        case channel([UInt8])
    }

    private var groups = UnionFind()
    private var owners: [Name: Int] = [:]
    private var linkedids: [Int: [UInt8]] = [:]
    // A channel's name or id says which Linkedid it had last.
    private var channels: [[UInt8]: Int] = [:]

    /// The owner of a message, or nil if it names neither call, channel nor bridge.
    mutating func owner(of piece: CapturePiece, in bytes: borrowing RawSpan) -> Int? {
        var found: Int?
        var idOfPrefix: [[UInt8]: [UInt8]] = [:]
        var linkedidOfPrefix: [[UInt8]: Int] = [:]
        var nameOfPrefix: [[UInt8]: [UInt8]] = [:]
        var bridges: [Int] = []
        piece.forEachLine(in: bytes) { line in
            guard let nameRange = line.name, !line.value.isEmpty else { return }
            let name = Bytes.lowercased(bytes.copy(nameRange)[...])
            if name.hasSuffix("linkedid") {
                let owner = self.owner(.linkedid(bytes.copy(line.value)))
                linkedidOfPrefix[name.dropped("linkedid")] = owner
                found = unite(found, owner)
            } else if name.hasSuffix("bridgeuniqueid") || name == Array("bridgeid".utf8) {
                bridges.append(owner(.bridge(bytes.copy(line.value))))
            } else if name.hasSuffix("uniqueid") {
                idOfPrefix[name.dropped("uniqueid")] = bytes.copy(line.value)
            } else if name.hasSuffix("channel") {
                nameOfPrefix[name.dropped("channel")] = bytes.copy(line.value)
            }
        }
        // A channel seen under another Linkedid before makes both calls one.
        for (prefix, owner) in linkedidOfPrefix {
            for key in [idOfPrefix[prefix], nameOfPrefix[prefix]] {
                guard let key else { continue }
                if let before = channels[key] { groups.unite(before, owner) }
                channels[key] = owner
            }
        }
        if found == nil {
            for key in Array(idOfPrefix.values) + Array(nameOfPrefix.values) {
                let known: Int?
                if let channel = channels[key] { known = channel } else { known = nil }
                found = unite(found, known ?? owner(.channel(key)))
            }
        }
        for bridge in bridges { found = unite(found, bridge) }
        // What only named a channel before belongs to whatever call the channel turns out to be in.
        for key in linkedidOfPrefix.keys {
            for channel in [idOfPrefix[key], nameOfPrefix[key]] {
                if let channel, let early = owners[.channel(channel)], let found { groups.unite(early, found) }
            }
        }
        return found
    }

    /// What stands for an owner's call, or nil if it never turned out to be in one.
    mutating func call(of owner: Int) -> Int? {
        let root = groups.root(of: owner)
        return firstLinkedid[root] != nil ? root : nil
    }

    /// The first Linkedid of a call.
    func linkedid(_ call: Int) -> [UInt8] { firstLinkedid[call] ?? [] }

    private var cachedFirst: [Int: [UInt8]]?
    private var firstLinkedid: [Int: [UInt8]] { cachedFirst ?? [:] }

    private mutating func unite(_ one: Int?, _ other: Int) -> Int {
        if let one { groups.unite(one, other) }
        return other
    }

    private mutating func owner(_ name: Name) -> Int {
        if let owner = owners[name] { return owner }
        let owner = groups.add()
        owners[name] = owner
        if case .linkedid(let id) = name { linkedids[owner] = id }
        return owner
    }

    /// To be called when all messages were seen: from here on `call(of:)` answers.
    mutating func settle() {
        var first: [Int: (owner: Int, id: [UInt8])] = [:]
        for (owner, id) in linkedids {
            let root = groups.root(of: owner)
            if let known = first[root], known.owner < owner { continue }
            first[root] = (owner, id)
        }
        cachedFirst = first.mapValues(\.id)
    }
}

extension [UInt8] {
    fileprivate func hasSuffix(_ suffix: StaticString) -> Bool {
        let length = suffix.utf8CodeUnitCount
        guard count >= length else { return false }
        return suffix.withUTF8Buffer { self.suffix(length).elementsEqual($0) }
    }

    fileprivate func dropped(_ suffix: StaticString) -> [UInt8] { Array(dropLast(suffix.utf8CodeUnitCount)) }
}
