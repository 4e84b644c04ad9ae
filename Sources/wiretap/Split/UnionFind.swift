/// Groups of items; the first item of a group represents it.
struct UnionFind {
    private var parents: [Int] = []

    /// Adds an item as a group of its own.
    mutating func add() -> Int {
        parents.append(parents.count)
        return parents.count - 1
    }

    /// The item that represents the group of another.
    mutating func root(of thing: Int) -> Int {
        var thing = thing
        while parents[thing] != thing {
            parents[thing] = parents[parents[thing]]
            thing = parents[thing]
        }
        return thing
    }

    /// Merges two groups; the earlier item represents both.
    mutating func unite(_ one: Int, _ other: Int) {
        let (one, other) = (root(of: one), root(of: other))
        parents[max(one, other)] = min(one, other)
    }
}
