using System.Runtime.InteropServices;
using Google.Protobuf;
using TwinGrid.Lab.Forecasts.Training.Onnx;

namespace TwinGrid.Lab.Forecasts.Training;

/// <summary>Builds an ONNX file step by step; every step returns the name of its result.</summary>
public sealed class OnnxGraph
{
    private const int Float32 = 1;
    private readonly GraphProto _graph = new() { Name = "glucose" };
    private int _names;

    /// <summary>An input of any number of rows.</summary>
    public string Input(string name, int columns)
    {
        _graph.Input.Add(Value(name, columns));
        return name;
    }

    /// <summary>Makes a result an output.</summary>
    public void Output(string name, string result, int columns)
    {
        _graph.Node.Add(new NodeProto { OpType = "Identity", Input = { result }, Output = { name } });
        _graph.Output.Add(Value(name, columns));
    }

    /// <summary>Numbers that stand in the file.</summary>
    public string Constant(ReadOnlySpan<float> values, params ReadOnlySpan<long> dimensions)
    {
        var tensor = new TensorProto { Name = NewName(), DataType = Float32, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)) };
        foreach (var dimension in dimensions) tensor.Dims.Add(dimension);
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>An operator of the ONNX standard.</summary>
    public string Apply(string operation, params ReadOnlySpan<string> inputs) => Apply(operation, null, inputs);

    /// <summary>The same along an axis.</summary>
    public string Apply(string operation, int? axis, params ReadOnlySpan<string> inputs)
    {
        var node = new NodeProto { OpType = operation, Output = { NewName() } };
        foreach (var input in inputs) node.Input.Add(input);
        if (axis is { } along) node.Attribute.Add(new AttributeProto { Name = "axis", I = along, Type = AttributeProto.Types.Kind.Int });
        _graph.Node.Add(node);
        return node.Output[0];
    }

    /// <summary>rows·weights + biases.</summary>
    public string Dense(string rows, ReadOnlySpan<float> weights, ReadOnlySpan<float> biases) =>
        Apply("Add", Apply("MatMul", rows, Constant(weights, weights.Length / biases.Length, biases.Length)), Constant(biases, biases.Length));

    /// <summary>A trained network.</summary>
    public string Network(string rows, Perceptron network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var left = network.Layers.Count();
        foreach (var layer in network.Layers)
        {
            rows = Dense(rows, layer.Weights, layer.Biases);
            if (--left > 0) rows = Apply("Relu", rows);
        }
        return rows;
    }

    /// <summary>The file.</summary>
    /// <param name="notes">What the file says of itself.</param>
    public byte[] Build(IReadOnlyDictionary<string, string> notes)
    {
        ArgumentNullException.ThrowIfNull(notes);
        var model = new ModelProto { IrVersion = 8, ProducerName = "twingrid-lab", Graph = _graph, OpsetImport = { new OperatorSetIdProto { Version = 17 } } };
        foreach (var (key, value) in notes) model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return model.ToByteArray();
    }

    private static ValueInfoProto Value(string name, int columns) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = Float32,
                Shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "n" }, new TensorShapeProto.Types.Dimension { DimValue = columns } } },
            },
        },
    };

    private string NewName() => $"t{_names++}";
}
