using Npgsql;

namespace DeployMcp.Tests.Fixtures;

public class TestPostgresTests
{
    [Fact]
    public async Task CreateDatabaseAsync_Twice_GivesTwoSeparateDatabases()
    {
        await using var one = NpgsqlDataSource.Create(await TestPostgres.CreateDatabaseAsync());
        await using var two = NpgsqlDataSource.Create(await TestPostgres.CreateDatabaseAsync());

        await using (var create = one.CreateCommand("create table t (id int)"))
        {
            await create.ExecuteNonQueryAsync();
        }

        await using var look = two.CreateCommand("select to_regclass('t') is null");
        Assert.Equal(true, await look.ExecuteScalarAsync());
    }
}
