namespace DeployMcp.GraphQL.Language;

/// <summary>How large a document may be for the parser; beyond, it is refused unread.</summary>
/// <param name="MaxCharacters">Of the source text.</param>
/// <param name="MaxTokens">Of the document; comments and commas are none.</param>
/// <param name="MaxNesting">Of selection sets, lists, input objects and list types within one another.</param>
public sealed record ParserLimits(int MaxCharacters = 100_000, int MaxTokens = 5_000, int MaxNesting = 100);

/// <summary>
/// Reads an executable document: operations and fragments (section 2 "Language"). Definitions of types are refused here, which
/// is rule 5.1.1 "Executable Definitions".
/// </summary>
public sealed class Parser
{
    private readonly Lexer _lexer;
    private readonly ParserLimits _limits;
    private Token _token;
    private int _tokens;
    private int _nesting;

    private Parser(string text, ParserLimits limits)
    {
        if (text.Length > limits.MaxCharacters)
        {
            throw new GraphQLRequestException(
                $"The document has {text.Length} characters; at most {limits.MaxCharacters} are read. Next: ask for less in one request.", ErrorCodes.LimitExceeded);
        }

        _lexer = new Lexer(text);
        _limits = limits;
        Advance();
    }

    /// <exception cref="GraphQLRequestException">The text is no executable document, or is beyond the limits.</exception>
    public static Document Parse(string text, ParserLimits? limits = null) => new Parser(text, limits ?? new ParserLimits()).ParseDocument();

    private Document ParseDocument()
    {
        var operations = new List<OperationDefinition>();
        var fragments = new List<FragmentDefinition>();
        do
        {
            if (_token.Is("{") || _token.IsName("query") || _token.IsName("mutation") || _token.IsName("subscription"))
                operations.Add(ParseOperation());
            else if (_token.IsName("fragment"))
                fragments.Add(ParseFragment());
            else
                throw Unexpected("an operation or a fragment");
        }
        while (_token.Kind != TokenKind.EndOfFile);
        return new Document(operations, fragments);
    }

    private OperationDefinition ParseOperation()
    {
        var location = _token.Location;
        if (_token.Is("{"))
        {
            return new OperationDefinition(OperationType.Query, null, [], [], ParseSelectionSet(), location);
        }

        var type = Take().Text switch
        {
            "query" => OperationType.Query,
            "mutation" => OperationType.Mutation,
            _ => OperationType.Subscription,
        };
        var name = _token.Kind == TokenKind.Name ? ParseName() : null;
        var variables = _token.Is("(") ? Many("(", ParseVariableDefinition, ")") : [];
        return new OperationDefinition(type, name, variables, ParseDirectives(isConstant: false), ParseSelectionSet(), location);
    }

    private FragmentDefinition ParseFragment()
    {
        var location = Take().Location;
        if (_token.IsName("on"))
        {
            throw Unexpected("the fragment's name");
        }

        var name = ParseName();
        return new FragmentDefinition(name, ParseTypeCondition(), ParseDirectives(isConstant: false), ParseSelectionSet(), location);
    }

    private NamedTypeNode ParseTypeCondition()
    {
        if (!_token.IsName("on"))
        {
            throw Unexpected("\"on\"");
        }

        Advance();
        return new NamedTypeNode(ParseName());
    }

    private VariableDefinition ParseVariableDefinition()
    {
        var location = _token.Location;
        Expect("$");
        var name = ParseName();
        Expect(":");
        var type = ParseType();
        var defaultValue = Accept("=") ? ParseValue(isConstant: true) : null;
        return new VariableDefinition(name, type, defaultValue, ParseDirectives(isConstant: true), location);
    }

    private SelectionSet ParseSelectionSet()
    {
        var location = _token.Location;
        return Nested(() => new SelectionSet(Many("{", ParseSelection, "}"), location));
    }

    private SelectionNode ParseSelection() => _token.Is("...") ? ParseSpread() : ParseField();

    private FieldNode ParseField()
    {
        var location = _token.Location;
        var first = ParseName();
        var (alias, name) = Accept(":") ? (first, ParseName()) : (null, first);
        return new FieldNode(
            alias, name, ParseArguments(isConstant: false), ParseDirectives(isConstant: false), _token.Is("{") ? ParseSelectionSet() : null, location);
    }

    private SelectionNode ParseSpread()
    {
        var location = Take().Location;
        if (_token.Kind == TokenKind.Name && _token.Text != "on")
        {
            var name = ParseName();
            return new FragmentSpreadNode(name, ParseDirectives(isConstant: false), location);
        }

        var condition = _token.IsName("on") ? ParseTypeCondition() : null;
        return new InlineFragmentNode(condition, ParseDirectives(isConstant: false), ParseSelectionSet(), location);
    }

    private List<ArgumentNode> ParseArguments(bool isConstant) => _token.Is("(") ? Many("(", () => ParseArgument(isConstant), ")") : [];

    private ArgumentNode ParseArgument(bool isConstant)
    {
        var location = _token.Location;
        var name = ParseName();
        Expect(":");
        return new ArgumentNode(name, ParseValue(isConstant), location);
    }

    private List<DirectiveNode> ParseDirectives(bool isConstant)
    {
        var directives = new List<DirectiveNode>();
        while (_token.Is("@"))
        {
            var location = Take().Location;
            var name = ParseName();
            directives.Add(new DirectiveNode(name, ParseArguments(isConstant), location));
        }

        return directives;
    }

    private TypeNode ParseType()
    {
        var location = _token.Location;
        TypeNode type;
        if (Accept("["))
        {
            type = Nested(() => new ListTypeNode(ParseType(), location));
            Expect("]");
        }
        else
        {
            type = new NamedTypeNode(ParseName());
        }

        return Accept("!") ? new NonNullTypeNode(type) : type;
    }

    private ValueNode ParseValue(bool isConstant)
    {
        var location = _token.Location;
        return _token.Kind switch
        {
            TokenKind.Punctuator when _token.Is("[") => Nested(() => new ListNode(Any("[", () => ParseValue(isConstant), "]"), location)),
            TokenKind.Punctuator when _token.Is("{") => Nested(() => new ObjectNode(Any("{", () => ParseObjectField(isConstant), "}"), location)),
            TokenKind.Punctuator when _token.Is("$") && !isConstant => ParseVariable(),
            TokenKind.Int => new IntNode(Take().Text, location),
            TokenKind.Float => new FloatNode(Take().Text, location),
            TokenKind.String or TokenKind.BlockString => new StringNode(Take().Text, location),
            TokenKind.Name => ParseNamedValue(),
            _ => throw Unexpected(isConstant ? "a value without variables" : "a value"),
        };
    }

    private VariableNode ParseVariable()
    {
        var location = Take().Location;
        return new VariableNode(ParseName().Value, location);
    }

    private ValueNode ParseNamedValue()
    {
        var token = Take();
        return token.Text switch
        {
            "true" => new BooleanNode(value: true, token.Location),
            "false" => new BooleanNode(value: false, token.Location),
            "null" => new NullNode(token.Location),
            var name => new EnumNode(name, token.Location),
        };
    }

    private ObjectFieldNode ParseObjectField(bool isConstant)
    {
        var location = _token.Location;
        var name = ParseName();
        Expect(":");
        return new ObjectFieldNode(name, ParseValue(isConstant), location);
    }

    private NameNode ParseName()
        => _token.Kind == TokenKind.Name ? new NameNode(_token.Text, Take().Location) : throw Unexpected("a name");

    /// <summary>At least one between the two.</summary>
    private List<T> Many<T>(string open, Func<T> item, string close)
    {
        Expect(open);
        var items = new List<T>();
        do
        {
            items.Add(item());
        }
        while (!Accept(close));
        return items;
    }

    private List<T> Any<T>(string open, Func<T> item, string close)
    {
        Expect(open);
        var items = new List<T>();
        while (!Accept(close))
            items.Add(item());
        return items;
    }

    private T Nested<T>(Func<T> parse)
    {
        if (++_nesting > _limits.MaxNesting)
        {
            throw new GraphQLRequestException(
                $"The document nests deeper than {_limits.MaxNesting} levels. Next: ask for less depth in one request.", ErrorCodes.LimitExceeded, _token.Location);
        }

        var parsed = parse();
        _nesting--;
        return parsed;
    }

    private bool Accept(string punctuator)
    {
        if (!_token.Is(punctuator))
        {
            return false;
        }

        Advance();
        return true;
    }

    private void Expect(string punctuator)
    {
        if (!Accept(punctuator))
        {
            throw Unexpected($"\"{punctuator}\"");
        }
    }

    private Token Take()
    {
        var token = _token;
        Advance();
        return token;
    }

    private void Advance()
    {
        _token = _lexer.Next();
        if (_token.Kind != TokenKind.EndOfFile && ++_tokens > _limits.MaxTokens)
        {
            throw new GraphQLRequestException(
                $"The document has more than {_limits.MaxTokens} tokens. Next: ask for less in one request, or pass long lists as variables.",
                ErrorCodes.LimitExceeded,
                _token.Location);
        }
    }

    private GraphQLRequestException Unexpected(string expected)
        => new($"Syntax Error: Expected {expected}, found {_token}.", ErrorCodes.SyntaxError, _token.Location);
}
