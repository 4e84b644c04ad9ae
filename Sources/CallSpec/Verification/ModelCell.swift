/// One thing that a model keeps: wide enough for every value that a spec asks for.
typealias ModelCell = UInt16
