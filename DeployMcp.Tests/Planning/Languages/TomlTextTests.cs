using DeployMcp.Planning.Providers.Languages;

namespace DeployMcp.Tests.Planning.Languages;

public sealed class TomlTextTests
{
    private const string Text =
        """"
        # a comment with [brackets] and "quotes"
        title = "a # is no comment here" # but this is
        long = """
        [not.a.table]
        """

        [project]
        name = 'single'
        dependencies = [
          "one>=1 ; python_version < '3.12'", # why
          'two[extra]',
        ]
        [project.scripts]
        "serve" = "app:main"
        [[bin]]
        name = "first"
        [[bin]]
        name = "second"
        inline = { path = "x", list = [1, 2] }
        """";

    private readonly TomlText _toml = TomlText.Parse(Text);

    [Fact]
    public void Text_OfKeys_IsWithoutQuotesAndComments()
    {
        Assert.Equal("a # is no comment here", _toml.Text("", "title"));
        Assert.Equal("single", _toml.Text("project", "name"));
        Assert.Null(_toml.Text("project", "absent"));
    }

    [Fact]
    public void Strings_OfAnArrayOverLines_AreAllOfThem()
        => Assert.Equal(["one>=1 ; python_version < '3.12'", "two[extra]"], _toml.Strings("project", "dependencies"));

    [Fact]
    public void All_OfAnArrayOfTables_IsOneForEach() => Assert.Equal(["first", "second"], _toml.All("bin", "name"));

    [Fact]
    public void HasTable_OfTextInAString_IsFalse()
    {
        Assert.False(_toml.HasTable("not.a.table"));
        Assert.Equal(["serve"], _toml.Keys("project.scripts"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("[unfinished\nkey = [1, 2\n= nothing")]
    public void Parse_OfWhatIsNoToml_KnowsNothing(string? text) => Assert.Empty(TomlText.Parse(text).Keys("project"));
}
