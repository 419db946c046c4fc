import Numeric

/// A value whose numbers are places of a sample program.
enum SampleValue {
  case number(Int)
  case vector([Int])
  /// A transposed vector.
  case row([Int])
  /// Entries by rows.
  case matrix(rows: Int, columns: Int, [Int])
  /// A multiple of the identity matrix.
  case identity(Int)

  /// The places; `nil` for the identity.
  var places: [Int]? {
    switch self {
    case .number(let x): [x]
    case .vector(let list), .row(let list), .matrix(_, _, let list): list
    case .identity: nil
    }
  }

  /// 0 for a number, 1 for a vector, 2 for a matrix.
  var rank: Int {
    switch self {
    case .number: 0
    case .vector, .row: 1
    case .matrix, .identity: 2
    }
  }

  /// The value with other places, as many as it has.
  func replacing(_ places: [Int]) -> SampleValue {
    switch self {
    case .number: .number(places[0])
    case .vector: .vector(places)
    case .row: .row(places)
    case .matrix(let n, let m, _): .matrix(rows: n, columns: m, places)
    case .identity: .identity(places[0])
    }
  }

  /// As rows and columns; vectors are columns.
  var grid: (rows: Int, columns: Int, entries: [Int])? {
    switch self {
    case .number(let x): (1, 1, [x])
    case .vector(let list): (list.count, 1, list)
    case .row(let list): (1, list.count, list)
    case .matrix(let n, let m, let list): (n, m, list)
    case .identity: nil
    }
  }

  func hasShape(of other: SampleValue) -> Bool {
    switch (self, other) {
    case (.number, .number): true
    case (.vector(let a), .vector(let b)), (.row(let a), .row(let b)): a.count == b.count
    case (.matrix(let n, let m, _), .matrix(let k, let l, _)): n == k && m == l
    default: false
    }
  }
}
