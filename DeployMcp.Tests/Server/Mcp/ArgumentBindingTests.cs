using System.Text.Json;
using DeployMcp.Server.Mcp;

namespace DeployMcp.Tests.Server.Mcp;

public class ArgumentBindingTests
{
    private static readonly JsonElement Schema = JsonSerializer.Deserialize<JsonElement>(
        """
        {
          "type": "object",
          "properties": {
            "name": {"type": "string"}, "port": {"type": "integer"}, "include_env": {"type": "boolean"}, "build_command": {"type": "string"},
            "env_vars": {"type": "array", "items": {"type": "object", "properties": {"key": {"type": "string"}, "value": {"type": "string"}}, "required": ["key", "value"]}}
          },
          "required": ["name"]
        }
        """);

    [Fact]
    public void Check_WithEverythingWrong_NamesEveryError()
    {
        var binding = Check("""{"port": "abc", "include_env": 7, "nmae": "x", "zzz": 1, "env_vars": [{"key": "A"}, 5, {"key": "B", "value": {}, "extra": 1}]}""");

        Assert.Equal(
            ["port", "include_env", "nmae", "zzz", "env_vars[0].value", "env_vars[1]", "env_vars[2].value", "env_vars[2].extra", "name"],
            binding.Errors.Select(e => e.Argument));
    }

    [Theory]
    [InlineData("nmae", "Did you mean name?")]
    [InlineData("env", "Did you mean env_vars or include_env?")]
    [InlineData("build", "Did you mean build_command?")]
    [InlineData("qqqqqq", "It takes name, port, include_env, build_command, env_vars.")]
    public void Check_OfAnUnknownArgument_NamesTheClosest(string given, string mend)
    {
        var error = Assert.Single(Check($$"""{"name": "x", "{{given}}": "y"}""").Errors);

        Assert.Equal(mend, error.Mend);
    }

    [Fact]
    public void Check_OfWhatIsPlainlyMeant_TakesIt()
    {
        var binding = Check("""{"name": 5, "port": "3000", "include_env": "true", "build_command": null, "env_vars": "[{\"key\": \"A\", \"value\": 1}]"}""");

        Assert.Empty(binding.Errors);
        Assert.Equal("5", binding.Arguments["name"].GetString());
        Assert.Equal(3000, binding.Arguments["port"].GetInt32());
        Assert.True(binding.Arguments["include_env"].GetBoolean());
        Assert.False(binding.Arguments.ContainsKey("build_command"));
        Assert.Equal("""[{"key":"A","value":"1"}]""", binding.Arguments["env_vars"].GetRawText());
    }

    [Fact]
    public void Check_OfASecretInTheWrongPlace_DoesNotRepeatIt()
    {
        var binding = Check("""{"name": "x", "env_vars": "PASSWORD=hunter2", "port": "hunter2"}""");

        Assert.Equal(2, binding.Errors.Count);
        Assert.DoesNotContain("hunter2", string.Join(' ', binding.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3000.5")]
    [InlineData("99999999999")]
    [InlineData("[]")]
    [InlineData("true")]
    public void Check_OfNoWholeNumber_IsAnError(string port)
        => Assert.Equal("port", Assert.Single(Check($$"""{"name": "x", "port": {{port}}}""").Errors).Argument);

    private static ArgumentBinding Check(string arguments)
        => ArgumentBinding.Check(Schema, JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(arguments));
}
