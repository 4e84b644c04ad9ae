import AMI

/// Finds places by ids, and gives places to new ids: the smallest numbers that are free, for arrays.
///
/// A hash table with open addressing: a bucket holds 32 bits of the id's hash and its place, so that nearly always one
/// look at one id decides. Where something is taken out, what stands behind it moves up, so that no search gets longer
/// with time.
struct Directory: ~Copyable {
    /// What nobody can choose ids by, so that nobody can make them collide.
    private let seed = UInt64.random(in: .min ... .max) | 1

    /// The upper half is the hash, the lower the place and one; 0 for none.
    private var buckets = [UInt64](repeating: 0, count: 16)
    /// The id of each place, owned; empty for one that is free.
    private var ids: [UInt32] = []
    private var free: [Int32] = []
    /// How many ids there are.
    private(set) var count = 0

    /// How many places there are, free ones among them.
    var places: Int { ids.count }

    /// The id of a place; empty for one that is free.
    func id(_ place: Int) -> UInt32 { ids[place] }

    /// Whether there is an id at a place.
    func isTaken(_ place: Int) -> Bool { ids[place] != TextStore.empty }

    /// The place of an id.
    func find(_ id: RawSpan, in texts: borrowing TextStore) -> Int? {
        let hash = hash(of: id)
        let mask = buckets.count - 1
        var bucket = Int(truncatingIfNeeded: hash) & mask
        while true {
            let entry = buckets[bucket]
            if entry == 0 { return nil }
            if entry >> 32 == hash {
                let place = Int(entry & 0xFFFF_FFFF) - 1
                if texts.span(of: ids[place]).equals(id) { return place }
            }
            bucket = (bucket + 1) & mask
        }
    }

    /// Takes in an id that is not in it, and owns it from now on.
    mutating func insert(_ id: UInt32, in texts: borrowing TextStore) -> Int {
        if (count + 1) * 4 > buckets.count * 3 { grow() }
        let place: Int
        if let known = free.popLast() {
            place = Int(known)
            ids[place] = id
        } else {
            place = ids.count
            ids.append(id)
        }
        put(hash(of: texts.span(of: id)) << 32 | UInt64(place + 1))
        count += 1
        return place
    }

    /// Takes out what is at a place. The id belongs to the caller again.
    mutating func remove(_ place: Int, in texts: borrowing TextStore) -> UInt32 {
        let id = ids[place]
        let hash = hash(of: texts.span(of: id))
        let mask = buckets.count - 1
        var hole = Int(truncatingIfNeeded: hash) & mask
        while buckets[hole] & 0xFFFF_FFFF != UInt64(place + 1) { hole = (hole + 1) & mask }
        var next = (hole + 1) & mask
        while buckets[next] != 0 {
            let home = Int(truncatingIfNeeded: buckets[next] >> 32) & mask
            // One that would be found from its home through the hole fills it.
            if (next - home) & mask >= (next - hole) & mask {
                buckets[hole] = buckets[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        buckets[hole] = 0
        ids[place] = TextStore.empty
        free.append(Int32(place))
        count -= 1
        return id
    }

    private mutating func put(_ entry: UInt64) {
        let mask = buckets.count - 1
        var bucket = Int(truncatingIfNeeded: entry >> 32) & mask
        while buckets[bucket] != 0 { bucket = (bucket + 1) & mask }
        buckets[bucket] = entry
    }

    private mutating func grow() {
        let old = buckets
        buckets = [UInt64](repeating: 0, count: old.count * 2)
        for entry in old where entry != 0 { put(entry) }
    }

    /// 32 bits.
    private func hash(of id: RawSpan) -> UInt64 { id.hash(seed: seed) >> 32 }
}
