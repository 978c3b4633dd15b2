using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>A parameter's value as it stands inside a URL or the like: a resource of its own in the manifest.</summary>
internal sealed record EncodedParameter(string Name, ParameterResource Parameter, string Format);

/// <summary>What the written values refer to.</summary>
internal sealed class ManifestReferences
{
    private readonly Dictionary<string, IResource> _referenced = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<EncodedParameter> _encoded = [];
    private readonly HashSet<string> _written = new(StringComparer.OrdinalIgnoreCase);

    public void Know(IEnumerable<IResource> resources) => _names.UnionWith(resources.Select(r => r.Name));

    public void Add(object? value) => Add(value, []);

    public IEnumerable<IResource> Unwritten(IEnumerable<IResource> model)
        => _referenced.Values.ExceptBy(model.Select(r => r.Name), r => r.Name, StringComparer.OrdinalIgnoreCase).ToArray();

    /// <summary>The expression with a reference to the encoded parameter where one is to be encoded.</summary>
    public string ExpressionOf(ReferenceExpression expression)
    {
        var holes = expression.ManifestExpressions.Select((manifest, i) =>
            expression.StringFormats[i] is { Length: > 0 } format && ParameterOf(expression.ValueProviders[i]) is { } parameter
                ? $"{{{Encoded(parameter, format).Name}.value}}"
                : manifest);
        return string.Format(CultureInfo.InvariantCulture, expression.Format, [.. holes]);
    }

    public IEnumerable<EncodedParameter> TakeEncoded(ParameterResource parameter) => Take(_encoded.Where(e => e.Parameter == parameter));

    public IEnumerable<EncodedParameter> TakeAllEncoded() => Take(_encoded);

    private EncodedParameter[] Take(IEnumerable<EncodedParameter> encoded) => [.. encoded.Where(e => _written.Add(e.Name))];

    private void Add(object? value, HashSet<object> seen)
    {
        if (value is null || !seen.Add(value))
        {
            return;
        }

        if (value is IResource resource)
        {
            _referenced.TryAdd(resource.Name, resource);
            _names.Add(resource.Name);
            return;
        }

        foreach (var reference in (value as IValueWithReferences)?.References ?? [])
        {
            Add(reference, seen);
        }
    }

    private static ParameterResource? ParameterOf(IValueProvider provider) => provider switch
    {
        ParameterResource parameter => parameter,
        ReferenceExpression { Format: "{0}", ValueProviders: [ParameterResource parameter] } => parameter,
        _ => null,
    };

    private EncodedParameter Encoded(ParameterResource parameter, string format)
    {
        if (_encoded.FirstOrDefault(e => e.Parameter == parameter && e.Format == format) is { } known)
        {
            return known;
        }

        var wanted = $"{parameter.Name}-{format.ToLowerInvariant()}-encoded";
        var name = _names.Add(wanted) ? wanted : Enumerable.Range(1, int.MaxValue).Select(i => $"{wanted}-{i}").First(_names.Add);
        var encoded = new EncodedParameter(name, parameter, format);
        _encoded.Add(encoded);
        return encoded;
    }
}
