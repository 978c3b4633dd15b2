using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

public static class ParameterResourceBuilderExtensions
{
    /// <summary>A value from the configuration key <c>Parameters:NAME</c> (or <c>Parameters:NAME</c> with '_' for '-').</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false)
        => builder.AddResource(CreateParameter(builder, name, secret));

    /// <summary>A fixed value, which configuration doesn't change.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        string value,
        bool publishValueAsDefault = false,
        bool secret = false)
        => builder.AddParameter(name, () => value, publishValueAsDefault, secret);

    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        Func<string> valueGetter,
        bool publishValueAsDefault = false,
        bool secret = false)
        => publishValueAsDefault && secret
            ? throw new ArgumentException("A parameter cannot be both secret and published as a default value.", nameof(secret))
            : builder.AddResource(new ParameterResource(name, _ => valueGetter(), secret)
            {
                Default = publishValueAsDefault ? new ConstantParameterDefault(valueGetter) : null,
            });

    /// <param name="builder">The application.</param>
    /// <param name="name">The name; configuration under <c>Parameters:NAME</c> wins over the default.</param>
    /// <param name="value">The default.</param>
    /// <param name="secret">Whether it is kept out of logs and manifests.</param>
    /// <param name="persist">Whether a generated value is kept in the AppHost's user secrets.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        ParameterDefault value,
        bool secret = false,
        bool persist = false)
    {
        var kept = persist && builder.ExecutionContext.IsRunMode ? new UserSecretParameterDefault(builder, name, value) : value;
        return builder.AddResource(new ParameterResource(name, d => Read(builder, $"Parameters:{name}", name, d), secret) { Default = kept });
    }

    public static IResourceBuilder<ParameterResource> AddParameterFromConfiguration(
        this IDistributedApplicationBuilder builder,
        string name,
        string configurationKey,
        bool secret = false)
        => builder.AddResource(new ParameterResource(name, d => Read(builder, configurationKey, name, d), secret));

    /// <summary>A connection string that configuration gives under <c>ConnectionStrings:NAME</c>.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(
        this IDistributedApplicationBuilder builder,
        string name,
        string? environmentVariableName = null)
    {
        var resource = new ConfiguredConnectionString(name, environmentVariableName, _ => builder.Configuration.GetConnectionString(name)
            ?? throw new MissingParameterValueException(
                $"Connection string parameter resource could not be used because connection string '{name}' is missing. "
                + $"Set ConnectionStrings__{name} or ConnectionStrings:{name} in the AppHost's configuration."))
        {
            IsConnectionString = true,
        };
        return builder.AddResource(resource);
    }

    /// <summary>A random secret that is kept in the AppHost's user secrets when it has some.</summary>
    public static ParameterResource CreateDefaultPasswordParameter(
        IDistributedApplicationBuilder builder,
        string name,
        bool lower = true,
        bool upper = true,
        bool numeric = true,
        bool special = true,
        int minLower = 0,
        int minUpper = 0,
        int minNumeric = 0,
        int minSpecial = 0)
    {
        var generator = new GenerateParameterDefault
        {
            MinLength = 22,
            Lower = lower,
            Upper = upper,
            Numeric = numeric,
            Special = special,
            MinLower = minLower,
            MinUpper = minUpper,
            MinNumeric = minNumeric,
            MinSpecial = minSpecial,
        };
        return CreateGeneratedParameter(builder, name, secret: true, generator);
    }

    public static ParameterResource CreateGeneratedParameter(
        IDistributedApplicationBuilder builder,
        string name,
        bool secret,
        GenerateParameterDefault parameterDefault)
        => new(name, d => Read(builder, $"Parameters:{name}", name, d), secret)
        {
            Default = builder.ExecutionContext.IsRunMode ? new UserSecretParameterDefault(builder, name, parameterDefault) : parameterDefault,
        };

    public static ParameterResource CreateParameter(IDistributedApplicationBuilder builder, string name, bool secret)
        => new(name, d => Read(builder, $"Parameters:{name}", name, d), secret);

    public static IResourceBuilder<ParameterResource> WithDescription(
        this IResourceBuilder<ParameterResource> builder,
        string description,
        bool enableMarkdown = false)
    {
        builder.Resource.Description = description;
        builder.Resource.EnableDescriptionMarkdown = enableMarkdown;
        return builder;
    }

    private static string Read(IDistributedApplicationBuilder builder, string key, string name, ParameterDefault? parameterDefault)
        => builder.Configuration[key]
            ?? builder.Configuration[key.Replace('-', '_')]
            ?? parameterDefault?.GetDefaultValue()
            ?? throw new MissingParameterValueException(
                $"Parameter resource could not be used because configuration key '{key}' is missing and the Parameter '{name}' has no default "
                + $"value. Set it in the AppHost's appsettings.json or user secrets, or as the environment variable "
                + $"{key.Replace(":", "__", StringComparison.Ordinal).Replace('-', '_')}.");

    private sealed class ConfiguredConnectionString(string name, string? variable, Func<ParameterDefault?, string> read)
        : ParameterResource(name, read, secret: true), IResourceWithConnectionString
    {
        public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{(ParameterResource)this}");

        public string? ConnectionStringEnvironmentVariable => variable;

        string IManifestExpressionProvider.ValueExpression => $"{{{Name}.connectionString}}";

        ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => GetValueAsync(cancellationToken);

        ValueTask<string?> IValueProvider.GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken)
            => GetValueAsync(context, cancellationToken);

        async ValueTask<string?> IResourceWithConnectionString.GetConnectionStringAsync(CancellationToken cancellationToken)
            => await GetValueAsync(cancellationToken);
    }
}
