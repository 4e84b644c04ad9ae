import AMI
import Testing

@testable import Correlator

@Suite("Texts and ids that are remembered")
struct TextStoreTests {
    private func insert(_ text: String, _ store: inout TextStore) -> UInt32 {
        store.insert(text.utf8.span.bytes)
    }

    @Test("Each text stays as it is for as long as somebody owns it, and its room is used again")
    func texts() {
        var random = PropertyStream.Generator(state: 7)
        var store = TextStore()
        var owned: [(handle: UInt32, text: String)] = []
        var largest: UInt32 = 0
        for round in 0..<20_000 {
            switch Int.random(in: 0..<4, using: &random) {
            case 0, 1:
                let length = round.isMultiple(of: 100) ? 5000 : Int.random(in: 0...80, using: &random)
                let text = String((0..<length).map { _ in "abcdefghij".randomElement(using: &random) ?? "-" })
                owned.append((insert(text, &store), text))
            case 2:
                if let some = owned.randomElement(using: &random) {
                    owned.append((store.share(some.handle), some.text))
                }
            default:
                if let place = owned.indices.randomElement(using: &random) {
                    store.release(owned.remove(at: place).handle)
                }
            }
            if owned.count > 500 { store.release(owned.removeFirst().handle) }
            largest = max(largest, owned.last?.handle ?? 0)
        }
        for (handle, text) in owned {
            let stored = String(repairing: store.span(of: handle))
            #expect(stored == text)
        }
        // 500 texts of at most 81 bytes, and a few long ones; without using room again there would be 600 KB.
        #expect(largest * 4 < 300_000)
    }

    @Test("A text can have more owners than are counted")
    func owners() {
        var store = TextStore()
        let first = insert("1770888509.40", &store)
        let others = (0..<1000).map { _ in store.share(first) }
        store.release(first)
        for handle in others {
            let stored = String(repairing: store.span(of: handle))
            #expect(stored == "1770888509.40")
            store.release(handle)
        }
    }

    @Test("A directory finds what is in it, and nothing that was taken out")
    func directory() {
        var random = PropertyStream.Generator(state: 8)
        var store = TextStore()
        var directory = Directory()
        var known: [String: Int] = [:]
        for _ in 0..<50_000 {
            let id = "17708885\(Int.random(in: 0..<3000, using: &random)).\(Int.random(in: 0..<2, using: &random))"
            let found = directory.find(id.utf8.span.bytes, in: store)
            #expect(found == known[id])
            if let place = found {
                if Bool.random(using: &random) {
                    store.release(directory.remove(place, in: store))
                    known[id] = nil
                }
            } else {
                let place = directory.insert(insert(id, &store), in: store)
                #expect(!known.values.contains(place) || known.count > 500)
                known[id] = place
            }
        }
        let count = directory.count
        #expect(count == known.count)
        for (id, place) in known {
            let found = directory.find(id.utf8.span.bytes, in: store)
            #expect(found == place)
        }
        #expect(Set(known.values).count == known.count)
    }

    @Test("A fact holds every number there is, or none", arguments: [FactTable.Kind.number, .time, .flag])
    func numbers(_ kind: FactTable.Kind) {
        var pool = FactPool([FactTable("before", .flag, .zero), FactTable("it", kind, .unset)], textCount: 3)
        pool.reset(0)
        pool.reset(1)
        let place = pool.numbers[1]
        let first = pool.number(1, place)
        #expect(first == FactPool.unset)
        let small: [Int64] = [0, 1, -1, 255, 32_767, FactPool.unset]
        let large = [Int64(Int32.max) - 1, Int64(Int32.max), Int64(Int32.min), .max, .min + 1, 5]
        for number in kind == .flag ? small : small + large {
            pool.set(1, place, number)
            let numbers = [pool.number(1, place), pool.number(0, place), pool.number(1, pool.numbers[0])]
            #expect(numbers == [number, FactPool.unset, 0])
            let texts = [pool.text(1, 0), pool.text(1, 1), pool.text(1, 2)]
            #expect(texts == [0, 0, 0])
        }
    }
}
