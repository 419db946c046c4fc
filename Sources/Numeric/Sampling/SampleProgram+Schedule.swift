extension SampleProgram {
  /// The order in which a program is run, and where its values stand.
  ///
  /// Only what the outputs need is computed, each operand right before its first use, and a value gives its
  /// place away after the last one. So a sum of n terms needs as many places as one term.
  struct Schedule {
    /// The operations, whose operands are slots, with the slots of their results.
    private(set) var steps: [(operation: Operation, slot: Int)] = []
    /// The slots that hold a constant all the time.
    private(set) var constants: [(slot: Int, value: Double)] = []
    private(set) var outputs: [Int] = []
    private(set) var slots = 0

    init(_ program: SampleProgram, _ results: [Int]) {
      let order = program.order(of: results)
      var uses = [Int](repeating: 0, count: program.operations.count)
      for place in order { for operand in program.operands(of: place) { uses[operand] += 1 } }
      for place in results { uses[place] += 1 }
      var slotOf = [Int](repeating: -1, count: program.operations.count)
      var free: [Int] = []
      for place in order {
        let operation = program.operations[place]
        switch operation {
        case .constant(let c), .enclosed(let c, _):
          slotOf[place] = slots
          constants.append((slots, c))
          slots += 1
          continue
        default: break
        }
        let placed = operation.mappingOperands(
          { slotOf[$0] }, input: { slotOf[program.readers[$0]] })
        for operand in program.operands(of: place) {
          uses[operand] -= 1
          if uses[operand] == 0, !program.isConstant(operand) { free.append(slotOf[operand]) }
        }
        if let slot = free.popLast() {
          slotOf[place] = slot
        } else {
          slotOf[place] = slots
          slots += 1
        }
        steps.append((placed, slotOf[place]))
      }
      outputs = results.map { slotOf[$0] }
    }
  }

  private func isConstant(_ place: Int) -> Bool {
    switch operations[place] {
    case .constant, .enclosed: true
    default: false
    }
  }

  /// What an operation reads, the input that chooses among them.
  private func operands(of place: Int) -> [Int] {
    if case .select(let input, let list) = operations[place] { return [readers[input]] + list }
    return operations[place].operands
  }

  /// What the outputs need, operands first.
  private func order(of outputs: [Int]) -> [Int] {
    var (order, isDone) = ([Int](), [Bool](repeating: false, count: operations.count))
    for output in outputs {
      var pending = [output]
      while let place = pending.last {
        if isDone[place] {
          pending.removeLast()
          continue
        }
        let open = operands(of: place).filter { !isDone[$0] }
        if open.isEmpty {
          isDone[place] = true
          order.append(place)
          pending.removeLast()
        } else {
          pending += open.reversed()
        }
      }
    }
    return order
  }
}

extension SampleProgram.Operation {
  /// The same operation on other places, with another place for the input that chooses.
  fileprivate func mappingOperands(_ f: (Int) -> Int, input: (Int) -> Int) -> Self {
    switch self {
    case .constant, .enclosed, .input: self
    case .add(let a, let b): .add(f(a), f(b))
    case .subtract(let a, let b): .subtract(f(a), f(b))
    case .multiply(let a, let b): .multiply(f(a), f(b))
    case .divide(let a, let b): .divide(f(a), f(b))
    case .negate(let a): .negate(f(a))
    case .maximum(let a, let b): .maximum(f(a), f(b))
    case .minimum(let a, let b): .minimum(f(a), f(b))
    case .apply(let function, let a): .apply(function, f(a))
    case .positive(let a, let margin): .positive(f(a), margin: margin)
    case .select(let k, let list): .select(input: input(k), list.map(f))
    }
  }
}
