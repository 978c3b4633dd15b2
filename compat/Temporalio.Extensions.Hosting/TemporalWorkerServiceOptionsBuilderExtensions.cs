using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Temporalio.Extensions.Hosting;

/// <summary>What a hosted worker runs.</summary>
public static class TemporalWorkerServiceOptionsBuilderExtensions
{
    public static ITemporalWorkerServiceOptionsBuilder AddSingletonActivities<T>(this ITemporalWorkerServiceOptionsBuilder builder)
        => builder.AddSingletonActivities(typeof(T));

    public static ITemporalWorkerServiceOptionsBuilder AddSingletonActivities(this ITemporalWorkerServiceOptionsBuilder builder, Type type)
    {
        builder.Services.TryAddSingleton(type);
        return builder.ApplyTemporalActivities(type);
    }

    /// <summary>Each execution of an activity gets a scope, and an instance, of its own.</summary>
    public static ITemporalWorkerServiceOptionsBuilder AddScopedActivities<T>(this ITemporalWorkerServiceOptionsBuilder builder)
        => builder.AddScopedActivities(typeof(T));

    /// <summary>Each execution of an activity gets a scope, and an instance, of its own.</summary>
    public static ITemporalWorkerServiceOptionsBuilder AddScopedActivities(this ITemporalWorkerServiceOptionsBuilder builder, Type type)
    {
        builder.Services.TryAddScoped(type);
        return builder.ApplyTemporalActivities(type);
    }

    public static ITemporalWorkerServiceOptionsBuilder AddTransientActivities<T>(this ITemporalWorkerServiceOptionsBuilder builder)
        => builder.AddTransientActivities(typeof(T));

    public static ITemporalWorkerServiceOptionsBuilder AddTransientActivities(this ITemporalWorkerServiceOptionsBuilder builder, Type type)
    {
        builder.Services.TryAddTransient(type);
        return builder.ApplyTemporalActivities(type);
    }

    public static ITemporalWorkerServiceOptionsBuilder AddStaticActivities<T>(this ITemporalWorkerServiceOptionsBuilder builder)
        => builder.AddStaticActivities(typeof(T));

    public static ITemporalWorkerServiceOptionsBuilder AddStaticActivities(this ITemporalWorkerServiceOptionsBuilder builder, Type type)
        => builder.ConfigureOptions(options => options.AddAllActivities(type, null));

    public static ITemporalWorkerServiceOptionsBuilder AddActivitiesInstance<T>(this ITemporalWorkerServiceOptionsBuilder builder, T instance)
        => builder.AddActivitiesInstance(typeof(T), instance!);

    public static ITemporalWorkerServiceOptionsBuilder AddActivitiesInstance(
        this ITemporalWorkerServiceOptionsBuilder builder, Type type, object instance)
        => builder.ConfigureOptions(options => options.AddAllActivities(type, instance));

    public static ITemporalWorkerServiceOptionsBuilder AddWorkflow<T>(this ITemporalWorkerServiceOptionsBuilder builder)
        => builder.AddWorkflow(typeof(T));

    public static ITemporalWorkerServiceOptionsBuilder AddWorkflow(this ITemporalWorkerServiceOptionsBuilder builder, Type type)
        => builder.ConfigureOptions(options => options.AddWorkflow(type));

    public static OptionsBuilder<TemporalWorkerServiceOptions> ConfigureOptions(this ITemporalWorkerServiceOptionsBuilder builder)
        => builder.Services.AddOptions<TemporalWorkerServiceOptions>(builder.TaskQueue);

    public static ITemporalWorkerServiceOptionsBuilder ConfigureOptions(
        this ITemporalWorkerServiceOptionsBuilder builder, Action<TemporalWorkerServiceOptions> configure)
    {
        builder.ConfigureOptions().Configure(configure);
        return builder;
    }

    /// <summary>Adds the type's activities with instances from the service provider, where the type must be registered.</summary>
    public static ITemporalWorkerServiceOptionsBuilder ApplyTemporalActivities(this ITemporalWorkerServiceOptionsBuilder builder, Type type)
    {
        builder.ConfigureOptions().PostConfigure<IServiceProvider>((options, provider) =>
        {
            foreach (var definition in provider.CreateTemporalActivityDefinitions(type))
                options.AddActivity(definition);
        });
        return builder;
    }
}
