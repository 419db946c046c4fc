import Synchronization

/// The terms of one part of all hashes, found by their shapes: a hash table with open addressing.
///
/// Every term is looked up when it is made, so that this is the busiest place of the program: a lookup
/// mixes the serial numbers of the parts, and builds nothing. At most half of the places are taken.
struct TermTable: Sendable {
  /// The hashes stand beside the terms, so that a place with another term costs no look at it.
  private var places: [(hash: Int, term: Term?)] = Array(repeating: (0, nil), count: 1024)
  private var count = 0

  /// The term with this shape, if it has been made.
  func find(_ node: Term.Node, _ hash: Int) -> Term? {
    var place = hash & (places.count - 1)
    while let term = places[place].term {
      if places[place].hash == hash, term.node == node { return term }
      place = (place + 1) & (places.count - 1)
    }
    return nil
  }

  mutating func insert(_ term: Term, _ hash: Int) {
    if 2 * count >= places.count {
      let old = places
      places = Array(repeating: (0, nil), count: 2 * old.count)
      for place in old where place.term != nil { put(place) }
    }
    put((hash, term))
    count += 1
  }

  private mutating func put(_ entry: (hash: Int, term: Term?)) {
    var place = entry.hash & (places.count - 1)
    while places[place].term != nil { place = (place + 1) & (places.count - 1) }
    places[place] = entry
  }

  /// One part of the table, with a lock of its own: threads seldom wait for one another.
  final class Part: Sendable {
    let table = Mutex(TermTable())
  }

  private static let parts: [Part] = (0..<64).map { _ in Part() }

  /// The part for shapes with this hash, chosen by other bits than the place in it.
  static func part(_ hash: Int) -> Part { parts[(hash >> 48) & 63] }
}

extension Term.Node {
  /// A hash of the shape: a multiplicative mix of the serial numbers of the parts.
  var hash: Int {
    switch self {
    case .bound(let index, let sort): Self.mix(Self.mix(1, index), sort.hashValue)
    case .free(let name, let sort): Self.mix(Self.mix(2, name.hashValue), sort.hashValue)
    case .number(let value, let sort): Self.mix(Self.mix(3, value.hashValue), sort.hashValue)
    case .apply(let op, let arguments):
      arguments.reduce(Self.mix(4, Int(op.rawValue))) { Self.mix($0, $1.serial) }
    case .lambda(let domain, let body): Self.mix(Self.mix(5, domain.hashValue), body.serial)
    case .call(let function, let argument): Self.mix(Self.mix(6, function.serial), argument.serial)
    }
  }

  private static func mix(_ a: Int, _ b: Int) -> Int {
    let product = UInt(bitPattern: a ^ b) &* 0x9E37_79B9_7F4A_7C15
    return Int(bitPattern: product ^ (product >> 29))
  }
}
