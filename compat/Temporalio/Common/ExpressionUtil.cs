using System.Linq.Expressions;
using System.Reflection;

namespace Temporalio.Common;

/// <summary>Takes the one call or property access out of a lambda such as <c>wf =&gt; wf.RunAsync(input)</c>.</summary>
internal static class ExpressionUtil
{
    public static (MethodInfo Method, IReadOnlyCollection<object?> Args) ExtractCall(LambdaExpression expression)
    {
        if (Unwrap(expression.Body) is not MethodCallExpression call)
            throw new ArgumentException("Expression must be a single method call", nameof(expression));
        if (call.Object is not null && call.Object is not ParameterExpression && expression.Parameters.Count > 0)
            throw new ArgumentException("Instance must be the lambda's parameter", nameof(expression));

        return (call.Method, call.Arguments.Select(Evaluate).ToArray());
    }

    public static MemberInfo? ExtractMemberAccess(LambdaExpression expression)
        => Unwrap(expression.Body) is MemberExpression member ? member.Member : null;

    private static Expression Unwrap(Expression body)
        => body is UnaryExpression { NodeType: ExpressionType.Convert } convert ? convert.Operand : body;

    private static object? Evaluate(Expression argument) => argument switch
    {
        ConstantExpression constant => constant.Value,
        // Captured locals and fields are by far the most frequent arguments: no compilation for them.
        MemberExpression { Member: FieldInfo field } member
            => field.GetValue(member.Expression is null ? null : Evaluate(member.Expression)),
        MemberExpression { Member: PropertyInfo property } member
            => property.GetValue(member.Expression is null ? null : Evaluate(member.Expression)),
        _ => Expression.Lambda<Func<object?>>(Expression.Convert(argument, typeof(object))).Compile(preferInterpretation: true)(),
    };
}
