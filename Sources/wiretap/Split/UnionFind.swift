/// Which of a number of things belong together; the first of a group stands for it.
struct UnionFind {
    private var parents: [Int] = []

    /// Adds a thing that belongs to no other yet.
    mutating func add() -> Int {
        parents.append(parents.count)
        return parents.count - 1
    }

    /// The thing that stands for the group of another.
    mutating func root(of thing: Int) -> Int {
        var thing = thing
        while parents[thing] != thing {
            parents[thing] = parents[parents[thing]]
            thing = parents[thing]
        }
        return thing
    }

    /// Makes two groups one; the thing that came first stands for both.
    mutating func unite(_ one: Int, _ other: Int) {
        let (one, other) = (root(of: one), root(of: other))
        parents[max(one, other)] = min(one, other)
    }
}
