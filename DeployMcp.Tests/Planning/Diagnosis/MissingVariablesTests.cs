using DeployMcp.Planning.Diagnosis;

namespace DeployMcp.Tests.Planning.Diagnosis;

public class MissingVariablesTests
{
    [Theory]
    [InlineData("KeyError: 'DATABASE_URL'", "DATABASE_URL")]
    [InlineData("config.rb:3:in `fetch': key not found: \"SECRET_KEY_BASE\" (KeyError)", "SECRET_KEY_BASE")]
    [InlineData("Error: Missing required environment variable STRIPE_KEY", "STRIPE_KEY")]
    [InlineData("Missing environment variable: \"REDIS_URL\"", "REDIS_URL")]
    [InlineData("error: Environment variable not found: DATABASE_URL.", "DATABASE_URL")]
    [InlineData("** (RuntimeError) environment variable SECRET_KEY_BASE is missing.", "SECRET_KEY_BASE")]
    [InlineData("env: required environment variable \"PGHOST\" is not set", "PGHOST")]
    [InlineData("django.core.exceptions.ImproperlyConfigured: Set the SECRET_KEY environment variable", "SECRET_KEY")]
    [InlineData("The OPENAI_API_KEY environment variable is missing or empty", "OPENAI_API_KEY")]
    [InlineData("Error: process.env.SESSION is undefined", "SESSION")]
    [InlineData("Error: JWT_SECRET is not set", "JWT_SECRET")]
    [InlineData("Error: API_TOKEN must be set", "API_TOKEN")]
    [InlineData("required key SMTP_HOST missing value", "SMTP_HOST")]
    [InlineData("decouple.UndefinedValueError: MAIL_FROM not found. Declare it as envvar or define a default value.", "MAIL_FROM")]
    [InlineData("Could not resolve placeholder 'DB_PASSWORD' in value \"${DB_PASSWORD}\"", "DB_PASSWORD")]
    [InlineData("Missing environment variables:\n    MAIL_HOST: undefined\n", "MAIL_HOST")]
    [InlineData("1 validation error for Settings\ndatabase_url\n  Field required [type=missing, input_value={}, input_type=dict]", "DATABASE_URL")]
    public void Find_InTheUsualWords_NamesTheVariable(string lines, string variable)
        => Assert.Equal([variable], MissingVariables.Find(lines.Split('\n'), []));

    [Theory]
    [InlineData("KeyError: 'title'")]
    [InlineData("ReferenceError: FOO_BAR is not defined")]
    [InlineData("npm ERR! code ENOENT")]
    [InlineData("Error: Cannot find module 'express'")]
    [InlineData("TypeError: Cannot read properties of undefined (reading 'URL')")]
    [InlineData("error TS2304: Cannot find name 'GLOBAL_FLAG'.")]
    [InlineData("listen EADDRINUSE: address already in use :::3000")]
    [InlineData("HTTP is required for this request")]
    public void Find_InOtherErrors_NamesNothing(string line) => Assert.Empty(MissingVariables.Find([line], []));

    [Fact]
    public void Find_OfOneThatIsGiven_NamesNothing() => Assert.Empty(MissingVariables.Find(["KeyError: 'DATABASE_URL'"], ["DATABASE_URL"]));
}
