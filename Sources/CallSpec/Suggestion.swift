/// Finds the name that was probably meant.
enum Suggestion {
    /// "; did you mean 'x'?" for the nearest of `candidates`, or nothing where none is near.
    static func text(for name: String, among candidates: some Sequence<String>) -> String {
        // A third of the letters wrong is still a slip of the hand; more is another word.
        let limit = max(1, name.count / 3)
        let best = candidates.map { (name: $0, distance: distance(name.lowercased(), $0.lowercased())) }
            .filter { $0.distance <= limit }
            .map { (name: $0.name, distance: ($0.distance, distance(name, $0.name))) }
            .min { ($0.distance.0, $0.distance.1, $0.name) < ($1.distance.0, $1.distance.1, $1.name) }
        return best.map { "; did you mean '\($0.name)'?" } ?? ""
    }

    /// How many letters have to be put in, taken out, exchanged or swapped with a neighbour (Damerau-Levenshtein,
    /// optimal string alignment).
    static func distance(_ first: String, _ second: String) -> Int {
        let a = Array(first.unicodeScalars)
        let b = Array(second.unicodeScalars)
        var rows = [Array(0...b.count)]
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, rows[i - 1][j - 1] + 1) }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
