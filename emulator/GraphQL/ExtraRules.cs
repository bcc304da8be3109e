using GraphQLParser.AST;

namespace Panther.Emulator.GraphQL;

/// <summary>The rules of graphql-js that the library does not have.</summary>
internal static class ExtraRules
{
    public static IEnumerable<DocumentError> Check(GraphQLDocument document, bool introspection)
    {
        foreach (ASTNode definition in document.Definitions)
        {
            if (definition is not (GraphQLOperationDefinition or GraphQLFragmentDefinition))
            {
                string name = definition is INamedNode named ? $"\"{named.Name.StringValue}\"" : "schema";
                yield return new DocumentError($"The {name} definition is not executable.", [Locations.Of(definition, document)]);
            }
        }

        // Without an operation the library validates nothing.
        if (!document.Definitions.OfType<GraphQLOperationDefinition>().Any())
        {
            foreach (GraphQLFragmentDefinition fragment in document.Definitions.OfType<GraphQLFragmentDefinition>())
            {
                yield return new DocumentError($"Fragment \"{fragment.FragmentName.Name}\" is never used.",
                    [Locations.Of(fragment, document)]);
            }
        }

        if (!introspection)
        {
            foreach (GraphQLField field in document.Definitions.OfType<IHasSelectionSetNode>()
                .SelectMany(node => IntrospectionIn(node.SelectionSet, false)))
            {
                yield return new DocumentError(
                    $"GraphQL introspection has been disabled, but the requested query contained the field \"{field.Name}\".",
                        [Locations.Of(field, document)]);
            }
        }
    }

    private static IEnumerable<GraphQLField> IntrospectionIn(GraphQLSelectionSet? set, bool isWithin)
    {
        foreach (ASTNode selection in set?.Selections ?? [])
        {
            bool isOne = false;
            if (selection is GraphQLField field)
            {
                // Its fields of introspection types are named too: queryType, mutationType, fields ...
                isOne = field.Name.StringValue is "__schema" or "__type" || (isWithin && field.SelectionSet is not null);
                if (isOne)
                {
                    yield return field;
                }
            }

            foreach (GraphQLField deeper in IntrospectionIn((selection as IHasSelectionSetNode)?.SelectionSet, isOne))
            {
                yield return deeper;
            }
        }
    }
}
