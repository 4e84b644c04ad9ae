import ArgumentParser

/// A number of bytes as people write it: `1500`, `20kB`, `100MB`, `1.5GB` (powers of ten).
struct ByteCount: ExpressibleByArgument {
    let value: Int

    init?(argument: String) {
        let units: [(String, Double)] = [
            ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("K", 1e3), ("M", 1e6), ("G", 1e9), ("B", 1),
        ]
        var text = argument.uppercased()
        var factor = 1.0
        if let (unit, size) = units.first(where: { text.hasSuffix($0.0) }) {
            text.removeLast(unit.count)
            factor = size
        }
        guard let number = Double(text), number > 0, number * factor <= 1e15 else { return nil }
        value = Int(number * factor)
    }
}
