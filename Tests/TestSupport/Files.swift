import Glibc

/// The text of a file; empty where there is none.
package func read(file: String) -> String {
    guard let stream = fopen(file, "r") else { return "" }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
}

/// Writes a file that only its owner may read. Whoever reads it meanwhile sees what was there before.
package func write(_ text: String, to file: String) {
    let unfinished = file + ".new"
    guard let stream = fopen(unfinished, "w") else { return }
    fchmod(fileno(stream), 0o600)
    fputs(text, stream)
    fclose(stream)
    rename(unfinished, file)
}
