using System.Text;
using DeployMcp.GraphQL;
using DeployMcp.GraphQL.Execution;
using DeployMcp.GraphQL.Http;
using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.Tests.GraphQL;

/// <summary>What can't be seen by comparing outcomes: what runs beside what, what is waited for, what is told of faults.</summary>
public class ExecutionTests
{
    [Fact]
    public async Task Query_FieldsThatWait_RunSideBySide()
    {
        var both = new Barrier2();
        var schema = Schema(("a", false, _ => both.MeetAsync()), ("b", false, _ => both.MeetAsync()));

        Assert.Equal("{\"data\":{\"a\":\"met\",\"b\":\"met\"}}", await RunAsync(schema, "{ a b }"));
    }

    [Fact]
    public async Task Mutation_FieldsThatWait_RunOneAfterTheOther()
    {
        var running = 0;
        async Task<object?> Alone(CancellationToken cancellation)
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            await Task.Delay(20, cancellation);
            Assert.Equal(0, Interlocked.Decrement(ref running));
            return "alone";
        }

        var schema = Schema(("a", false, Alone), ("b", false, Alone));

        Assert.Equal("{\"data\":{\"a\":\"alone\",\"b\":\"alone\"}}", await RunAsync(schema, "mutation { a b }"));
    }

    [Fact]
    public async Task Query_OneFailsForAll_OthersThatHaveBegunAreWaitedFor()
    {
        var ended = false;
        async Task<object?> Slow(CancellationToken cancellation)
        {
            await Task.Delay(50, cancellation);
            ended = true;
            return "done";
        }

        var schema = Schema(("slow", false, Slow), ("bad", true, _ => throw new FieldException("no", "NO")));

        var answer = await RunAsync(schema, "{ slow bad }");

        Assert.True(ended);
        Assert.Equal("{\"errors\":[{\"message\":\"no\",\"locations\":[{\"line\":1,\"column\":8}],\"path\":[\"bad\"],\"extensions\":{\"code\":\"NO\"}}],\"data\":null}", answer);
    }

    [Fact]
    public async Task Query_AFieldWithAFault_TellsOnlyWhatOnFaultSays()
    {
        var schema = Schema(("bad", false, _ => throw new InvalidOperationException("Password=hunter2")), ("good", false, _ => Task.FromResult<object?>("still here")));

        var answer = await RunAsync(schema, "{ bad good }");

        Assert.DoesNotContain("hunter2", answer, StringComparison.Ordinal);
        Assert.Contains("\"message\":\"told\"", answer, StringComparison.Ordinal);
        Assert.Contains("\"data\":{\"bad\":null,\"good\":\"still here\"}", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_WhoseCallerLeaves_IsCancelled()
    {
        using var leaving = new CancellationTokenSource();
        async Task<object?> Slow(CancellationToken cancellation)
        {
            await leaving.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellation);
            return null;
        }

        var schema = Schema(("slow", false, Slow));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(schema, "{ slow }", leaving.Token));
    }

    [Theory]
    [InlineData("NONSENSE")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("[{\"query\": \"{ a }\"}]")]
    [InlineData("{}")]
    [InlineData("{\"query\": 4}")]
    [InlineData("{\"query\": \"{ a }\", \"variables\": [1]}")]
    [InlineData("{\"query\": \"{ a }\", \"operationName\": 1}")]
    [InlineData("{\"query\": \"{ a }\", \"extensions\": \"x\"}")]
    [InlineData("{\"query\": \"{ a }\", \"variables\": {\"v\": \"\\ud800\"}}")]
    [InlineData("{\"query\": \"{ a(b: \\\"\\udc00\\\") }\"}")]
    public void Read_OfWhatIsNoRequest_SaysWhatOneIs(string body)
    {
        var error = Assert.Throws<GraphQLRequestException>(() => GraphQLRequest.Read(Encoding.UTF8.GetBytes(body)));

        Assert.Equal("BAD_REQUEST", error.Errors[0].Code);
        Assert.Contains("Next: send {\"query\"", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "application/graphql-response+json")]
    [InlineData("", "application/graphql-response+json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/*;q=0.5", "application/json")]
    [InlineData("application/json", "application/json")]
    [InlineData("text/html, application/json;q=0.9", "application/json")]
    [InlineData("application/json, application/graphql-response+json", "application/json")]
    [InlineData("application/graphql-response+json, application/json;q=0.9", "application/graphql-response+json")]
    [InlineData("application/json;q=0.1, */*", "application/graphql-response+json")]
    [InlineData("application/graphql-response+json;q=0, */*", "application/json")]
    [InlineData("text/html", null)]
    [InlineData("application/json;q=0", null)]
    public void Negotiate_ByTheAcceptHeader_PrefersWhatTheClientDoes(string? accept, string? expected)
        => Assert.Equal(expected, MediaType.Negotiate(accept)?.Name);

    private static GraphQLSchema Schema(params (string Name, bool Required, Func<CancellationToken, Task<object?>> Run)[] fields)
    {
        List<FieldDefinition> Fields() =>
        [
            .. fields.Select(f => new FieldDefinition(f.Name, f.Required ? new NonNullType(BuiltInScalars.String) : BuiltInScalars.String)
            {
                Resolve = async context => await f.Run(context.CancellationToken),
            }),
        ];
        return new GraphQLSchema(new ObjectType("Query", Fields), new ObjectType("Mutation", Fields));
    }

    private static async Task<string> RunAsync(GraphQLSchema schema, string query, CancellationToken cancellationToken = default)
    {
        var request = new ExecutionRequest(Parser.Parse(query)) { OnFault = _ => new FieldException("told", "FAULT") };
        return Encoding.UTF8.GetString(ResponseWriter.Write(await Executor.ExecuteAsync(schema, request, cancellationToken)).Span);
    }

    /// <summary>Two come, or nobody goes on.</summary>
    private sealed class Barrier2
    {
        private readonly TaskCompletionSource _both = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _here;

        public async Task<object?> MeetAsync()
        {
            if (Interlocked.Increment(ref _here) == 2)
                _both.SetResult();
            await _both.Task.WaitAsync(TimeSpan.FromSeconds(10));
            return "met";
        }
    }
}
