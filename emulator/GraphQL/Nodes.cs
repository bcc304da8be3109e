using GraphQLParser.AST;
using GraphQLParser.Visitors;

namespace Panther.Emulator.GraphQL;

/// <summary>All nodes of a document.</summary>
internal static class Nodes
{
    public static IReadOnlyList<ASTNode> Of(GraphQLDocument document)
    {
        var collector = new Collector();
        collector.VisitAsync(document, new Found()).AsTask().GetAwaiter().GetResult();
        return collector.Nodes;
    }

    private struct Found : IASTVisitorContext
    {
        public readonly CancellationToken CancellationToken => CancellationToken.None;
    }

    private sealed class Collector : ASTVisitor<Found>
    {
        public List<ASTNode> Nodes { get; } = [];

        public override ValueTask VisitAsync(ASTNode? node, Found context)
        {
            if (node is not null)
            {
                Nodes.Add(node);
            }

            return base.VisitAsync(node, context);
        }
    }
}
