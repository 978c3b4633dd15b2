namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value from outside: configuration, a default, or a generated secret.</summary>
public class ParameterResource : Resource, IResourceWithoutLifetime, IValueProvider, IManifestExpressionProvider
{
    private readonly Lazy<string> _value;

    /// <param name="name">The name; the value is looked up under <c>Parameters:NAME</c>.</param>
    /// <param name="callback">Gives the value, or throws <see cref="MissingParameterValueException"/>.</param>
    /// <param name="secret">Whether the value is kept out of logs and manifests.</param>
    public ParameterResource(string name, Func<ParameterDefault?, string> callback, bool secret = false)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(callback);
        _value = new Lazy<string>(() => callback(Default));
        Secret = secret;
    }

    public bool Secret { get; }

    public bool IsConnectionString { get; set; }

    public string? Description { get; set; }

    public bool EnableDescriptionMarkdown { get; set; }

    public ParameterDefault? Default { get; set; }

    public string ValueExpression => IsConnectionString ? $"{{{Name}.connectionString}}" : $"{{{Name}.value}}";

    /// <exception cref="MissingParameterValueException">Nothing gives it a value.</exception>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) => new(_value.Value);

    public ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken) => new(_value.Value);
}

/// <summary>A fixed value that is also the default where the application is deployed.</summary>
internal sealed class ConstantParameterDefault(Func<string> value) : ParameterDefault
{
    public override string GetDefaultValue() => value();

    public override void WriteToManifest(Publishing.ManifestPublishingContext context) => context.Writer.WriteString("value", GetDefaultValue());
}

public abstract class ParameterDefault
{
    public abstract string GetDefaultValue();

    /// <summary>Writes the content of the object <c>default</c> of the parameter's input.</summary>
    public abstract void WriteToManifest(Publishing.ManifestPublishingContext context);
}
