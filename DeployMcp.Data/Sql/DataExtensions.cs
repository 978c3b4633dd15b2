using System.Data;
using Dapper;
using DeployMcp.Data.Audit;
using DeployMcp.Data.Deployments;
using DeployMcp.Data.Git;
using DeployMcp.Data.Keys;
using DeployMcp.Data.Migrations;
using DeployMcp.Data.OAuth;
using DeployMcp.Data.Services;
using DeployMcp.Data.Tasks;
using DeployMcp.Data.Users;
using DeployMcp.Domain.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DeployMcp.Data.Sql;

public static class DataExtensions
{
    /// <summary>The stores over the registered <c>NpgsqlDataSource</c>.</summary>
    public static IServiceCollection AddDataStores(this IServiceCollection services)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new IdHandler<UserId>(v => new(v), id => id.Value));
        SqlMapper.AddTypeHandler(new IdHandler<ApiKeyId>(v => new(v), id => id.Value));
        SqlMapper.AddTypeHandler(new IdHandler<RepoId>(v => new(v), id => id.Value));
        SqlMapper.AddTypeHandler(new IdHandler<ServiceId>(v => new(v), id => id.Value));
        SqlMapper.AddTypeHandler(new IdHandler<DeploymentId>(v => new(v), id => id.Value));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.AddTypeHandler(new InstantHandler());
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton<Migrator>()
            .AddSingleton<Turns>()
            .AddSingleton<UserStore>()
            .AddSingleton<IdentityStore>()
            .AddSingleton<SessionStore>()
            .AddSingleton<AccountRemovalStore>()
            .AddSingleton<ProtectionKeyStore>()
            .AddSingleton<ApiKeyStore>()
            .AddSingleton<OAuthClientStore>()
            .AddSingleton<ConsentStore>()
            .AddSingleton<GrantStore>()
            .AddSingleton<RepoStore>()
            .AddSingleton<GitTokenStore>()
            .AddSingleton<InstallationStore>()
            .AddSingleton<GitHubRepoStore>()
            .AddSingleton<BoundServiceStore>()
            .AddSingleton<ServiceStore>()
            .AddSingleton<EnvVarStore>()
            .AddSingleton<DeploymentStore>()
            .AddSingleton<DeploymentQueue>()
            .AddSingleton<KeptReleaseStore>()
            .AddSingleton<ImageReferenceStore>()
            .AddSingleton<DeploymentLogStore>()
            .AddSingleton<HistoryStore>()
            .AddSingleton<TaskStore>()
            .AddSingleton<WebhookDeliveryStore>()
            .AddSingleton<AuditLog>()
            .AddSingleton<AuditHistory>()
            .AddHostedService<PoolGuard>();
    }

    /// <summary>Npgsql reads <c>timestamptz</c> as a UTC DateTime.</summary>
    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => new((DateTime)value, TimeSpan.Zero);

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.UtcDateTime;
    }

    private sealed class IdHandler<T>(Func<Guid, T> read, Func<T, Guid> write) : SqlMapper.TypeHandler<T>
        where T : struct
    {
        public override T Parse(object value) => read((Guid)value);

        public override void SetValue(IDbDataParameter parameter, T value)
        {
            parameter.DbType = DbType.Guid;
            parameter.Value = write(value);
        }
    }
}
