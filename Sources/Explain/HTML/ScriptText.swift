/// Makes JSON what can stand in a script element whatever its texts are: no `<` is left that could end the element or
/// begin a comment, nor any other character that HTML or an older JavaScript would read.
enum ScriptText {
    static func escape(_ json: [UInt8]) -> [UInt8] {
        var escaped: [UInt8] = []
        escaped.reserveCapacity(json.count + json.count / 16)
        var place = 0
        while place < json.count {
            let byte = json[place]
            switch byte {
            // Outside of texts, JSON has none of these.
            case UInt8(ascii: "<"): escaped.append(contentsOf: #"\u003c"#.utf8)
            case UInt8(ascii: ">"): escaped.append(contentsOf: #"\u003e"#.utf8)
            case UInt8(ascii: "&"): escaped.append(contentsOf: #"\u0026"#.utf8)
            case 0xE2 where place + 2 < json.count && json[place + 1] == 0x80 && json[place + 2] & 0xFE == 0xA8:
                escaped.append(contentsOf: (json[place + 2] == 0xA8 ? #"\u2028"# : #"\u2029"#).utf8)
                place += 2
            default: escaped.append(byte)
            }
            place += 1
        }
        return escaped
    }
}
