import AMI

extension ArrivalTimes {
    /// Reads a sidecar file.
    init(file path: String) throws(Failure) {
        let file: MappedFile
        do { file = try MappedFile(path: path) } catch { throw .noInput("\(error)") }
        do { self = try ArrivalTimes(parsing: file.bytes) } catch { throw .data("\(path): \(error)") }
    }

    /// The same times for the same bytes, where a rewritten capture now has them.
    func moved(by map: OffsetMap) -> ArrivalTimes {
        var moved = self
        for index in moved.chunks.indices { moved.chunks[index].offset = map.newOffset(of: chunks[index].offset) }
        return moved
    }
}
