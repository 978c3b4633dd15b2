using Dapper;
using Npgsql;

namespace DeployMcp.Data.Users;

/// <summary>
/// The keys that protect cookies and forms, as their elements came: whoever adds them has encrypted them. Not asynchronous,
/// because who reads them (ASP.NET Core's data protection) isn't; they are read about once a day.
/// </summary>
public sealed class ProtectionKeyStore(NpgsqlDataSource database)
{
    public IReadOnlyList<string> List()
    {
        using var connection = database.OpenConnection();
        return [.. connection.Query<string>("select xml from protection_keys order by created_at, name")];
    }

    public void Add(string name, string xml)
    {
        using var connection = database.OpenConnection();
        connection.Execute("insert into protection_keys (name, xml) values (@name, @xml) on conflict (name) do nothing", new { name, xml });
    }
}
