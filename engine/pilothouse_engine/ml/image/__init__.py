"""Image classification: transfer learning on a convolutional network, with heat maps."""
